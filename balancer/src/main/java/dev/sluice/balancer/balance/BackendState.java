package dev.sluice.balancer.balance;

import java.util.Locale;

/** Intent and observation in one word, as the admin API and the metrics show it. */
public enum BackendState {
  STARTING,
  UP,
  EJECTED,
  DOWN,
  DRAINING,
  MAINTENANCE;

  /** The word used in the admin API. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
