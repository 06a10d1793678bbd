package dev.sluice.load.plan;

import java.time.Duration;

/**
 * How many requests, for how long and how fast. The first of {@code requests} and {@code duration}
 * to be reached ends the run; both exclude the warm-up.
 *
 * @param requests counted requests, {@link Long#MAX_VALUE} for no limit
 * @param duration counted time; zero for no limit
 * @param warmup time before anything is counted
 * @param rate requests per second of the open model; 0 for the closed model
 * @param connections users, each with at most one request in flight
 */
public record Pace(
    long requests, Duration duration, Duration warmup, double rate, int connections) {

  /** Checks the ranges. */
  public Pace {
    if (requests < 1 || connections < 1 || rate < 0 || duration.isNegative()) {
      throw new IllegalArgumentException("requests and connections start at 1, rate at 0");
    }
    if (requests == Long.MAX_VALUE && duration.isZero()) {
      throw new IllegalArgumentException("a run needs an end: requests or a duration");
    }
  }

  /** Whether requests come at a rate of their own, whatever the answers do. */
  public boolean open() {
    return rate > 0;
  }

  /** Nanoseconds from the start at which no new request is due, at most. */
  public long endNanos() {
    return duration.isZero() ? Long.MAX_VALUE : warmup.plus(duration).toNanos();
  }
}
