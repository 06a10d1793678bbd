package dev.sluice.balancer.balance;

import java.util.Locale;

/** What the operator wants of a backend. */
public enum Intent {
  /** Takes traffic, when it can. */
  READY,
  /** Finishes what it has, takes nothing new; checks go on. */
  DRAIN,
  /** Out of service: takes nothing new and is not checked. */
  MAINTENANCE;

  /** The word used in the admin API. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
