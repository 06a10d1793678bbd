package dev.sluice.balancer.balance;

/** How the use of a backend ended. Exactly one of these closes every {@link Lease}. */
public enum Outcome {
  /** The backend did its part. */
  SUCCESS,
  /** No connection came about; nothing was sent. */
  CONNECT_FAILURE,
  /** The backend broke off before its part was done. */
  RESET,
  /** The backend let a deadline pass. */
  TIMEOUT,
  /** The backend answered, and said that it failed (HTTP 5xx). */
  SERVER_ERROR,
  /** The client, or the balancer itself, gave up; says nothing about the backend. */
  CANCELLED
}
