package dev.sluice.balancer.balance;

/** What was seen of a backend, whatever the operator wants of it. */
public enum Observed {
  /** Nothing yet: its first check has no result. */
  STARTING,
  /** Nothing is held against it. */
  UP,
  /** Failed real traffic; left out for a time. */
  EJECTED,
  /** Fails its checks. */
  DOWN
}
