package dev.sluice.balancer.balance;

/** Everything that can happen to the state of a backend. */
public enum Transition {
  /** Enough checks in a row were passed. */
  CHECKS_PASSED,
  /** Enough checks in a row failed. */
  CHECKS_FAILED,
  /** There is no check to wait for, or it was waited for long enough. */
  PRESUMED_UP,
  /** Real traffic failed too often. */
  EJECTED,
  /** The time of an ejection is over. */
  EJECTION_OVER,
  /** The operator wants it to take traffic. */
  MADE_READY,
  /** The operator wants it to finish. */
  DRAINED,
  /** The operator takes it out of service. */
  SENT_TO_MAINTENANCE
}
