package dev.sluice.balancer.balance;

import java.util.Locale;

/** Why a pool gave no backend. */
public enum Refusal implements Pick {
  /** None is usable: down, ejected, draining, in maintenance, or not yet checked. */
  ALL_BACKENDS_DOWN,
  /** Every usable one was tried already; how the last try failed says more. */
  ALL_BACKENDS_TRIED,
  /** Every usable one is at its limit, and the caller does not wait. */
  ALL_BACKENDS_BUSY,
  /** Every usable one is at its limit, and so is the queue. */
  QUEUE_FULL,
  /** None became free in time. */
  QUEUE_TIMEOUT;

  private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The word on the wire and in logs: {@code all-backends-down}. */
  public String word() {
    return word;
  }
}
