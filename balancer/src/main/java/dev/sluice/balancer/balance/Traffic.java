package dev.sluice.balancer.balance;

import dev.sluice.balancer.config.FailureKind;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What was counted about a backend since it became a member. Safe to use from any thread.
 *
 * <p>The counters are not striped: threads that meet here have met at {@link Backend#active}
 * already, and with ten thousand backends it matters more that they stay in the cache.
 */
final class Traffic {

  private static final Outcome[] OUTCOMES = Outcome.values();
  private static final Set<FailureKind> ALL_KINDS =
      Collections.unmodifiableSet(EnumSet.allOf(FailureKind.class));
  private static final int LATENCIES = OUTCOMES.length;
  private static final int LATENCY_SUM = LATENCIES + 1;
  private static final double MIN_PENALTY_NANOS = 1e6;
  private static final double MAX_PENALTY_NANOS = 60e9;

  // by outcome, then those of latencies
  private final AtomicLongArray counts = new AtomicLongArray(LATENCY_SUM + 1);
  private final LatencyAverage latency = new LatencyAverage();
  private final AtomicInteger failuresInRow = new AtomicInteger();

  void ended(Outcome outcome) {
    counts.incrementAndGet(outcome.ordinal());
  }

  /** A time to the first byte of an answer. */
  void responded(long latencyNanos, long now) {
    counts.incrementAndGet(LATENCIES);
    counts.addAndGet(LATENCY_SUM, latencyNanos);
    latency.record(latencyNanos, now);
  }

  /**
   * A failure after some time. It makes the backend look three times as slow as it was, or as slow
   * as the failure if that is more: one that fails fast must not look attractive.
   */
  void failed(long elapsedNanos, long now) {
    double worse = Math.max(3 * latency.at(now), MIN_PENALTY_NANOS);
    latency.record((long) Math.min(MAX_PENALTY_NANOS, Math.max(elapsedNanos, worse)), now);
  }

  LatencyAverage latency() {
    return latency;
  }

  AtomicInteger failuresInRow() {
    return failuresInRow;
  }

  long count(Outcome outcome) {
    return counts.get(outcome.ordinal());
  }

  long failures() {
    return failures(ALL_KINDS);
  }

  private long failures(Set<FailureKind> counted) {
    long sum = 0;
    for (Outcome outcome : OUTCOMES) {
      boolean counts = outcome.failure().isPresent() && counted.contains(outcome.failure().get());
      sum += counts ? count(outcome) : 0;
    }
    return sum;
  }

  long requests() {
    long sum = 0;
    for (Outcome outcome : OUTCOMES) {
      sum += count(outcome);
    }
    return sum;
  }

  /** Everything so far, for differences between two moments. */
  Totals totals() {
    return totals(ALL_KINDS);
  }

  /** The same, with failures of some kinds only. */
  Totals totals(Set<FailureKind> counted) {
    return new Totals(
        count(Outcome.SUCCESS), failures(counted), counts.get(LATENCIES), counts.get(LATENCY_SUM));
  }

  /** Counts since the start. */
  record Totals(long successes, long failures, long latencies, long latencySumNanos) {

    static final Totals NONE = new Totals(0, 0, 0, 0);

    Totals since(Totals earlier) {
      return new Totals(
          successes - earlier.successes,
          failures - earlier.failures,
          latencies - earlier.latencies,
          latencySumNanos - earlier.latencySumNanos);
    }

    long requests() {
      return successes + failures;
    }
  }
}
