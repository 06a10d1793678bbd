package dev.sluice.balancer.balance;

import dev.sluice.balancer.config.FailureKind;
import java.util.Optional;

/** How the use of a backend ended. Exactly one of these closes every {@link Lease}. */
public enum Outcome {
  /** The backend did its part. */
  SUCCESS(null),
  /** No connection came about; nothing was sent. */
  CONNECT_FAILURE(FailureKind.CONNECT_FAILURE),
  /** The backend broke off before its part was done. */
  RESET(FailureKind.RESET),
  /** The backend let a deadline pass. */
  TIMEOUT(FailureKind.TIMEOUT),
  /** The backend answered, and said that it failed (HTTP 5xx). */
  SERVER_ERROR(FailureKind.SERVER_ERROR),
  /** The client, or the balancer itself, gave up; says nothing about the backend. */
  CANCELLED(null);

  private final Optional<FailureKind> failure;

  Outcome(FailureKind failure) {
    this.failure = Optional.ofNullable(failure);
  }

  /** The kind of failure; empty when the backend is not to blame. */
  public Optional<FailureKind> failure() {
    return failure;
  }
}
