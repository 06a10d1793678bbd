package dev.sluice.balancer.simulate;

import java.time.Duration;

/**
 * When arrivals end: with whichever comes first. What has arrived by then is answered still.
 *
 * @param requests at most {@link #MOST_REQUESTS}
 * @param time virtual
 */
public record Length(int requests, Duration time) {

  /** Every latency is kept until the end of a run, so their number has a limit. */
  public static final int MOST_REQUESTS = 1_000_000;

  /** After a number of requests. */
  public static Length of(int requests) {
    return new Length(requests, Duration.ofDays(365 * 100L));
  }

  /**
   * Reads a number of requests.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  public static Length parseRequests(String text) {
    return of(Numbers.whole(text, 1, MOST_REQUESTS));
  }

  /**
   * Reads a time, which must not see too many requests.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  public static Length parseTime(String text, Arrivals arrivals) {
    Duration time = Spans.parsePositive(text);
    double expected = arrivals.perSecond() * time.toNanos() / 1e9;
    // Chance may bring some more than expected.
    if (expected > 0.99 * MOST_REQUESTS) {
      throw Wrong.value(
          text,
          "brings " + Math.round(expected) + " requests",
          "a time for at most " + Math.round(0.99 * MOST_REQUESTS));
    }
    return new Length(MOST_REQUESTS, time);
  }

  /** Whether an arrival still belongs to it. */
  boolean includes(int number, double atNanos) {
    return number < requests && atNanos <= time.toNanos();
  }
}
