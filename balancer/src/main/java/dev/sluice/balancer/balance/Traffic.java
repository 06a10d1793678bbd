package dev.sluice.balancer.balance;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What was counted about a backend since it became a member. Safe to use from any thread. */
final class Traffic {

  private static final Outcome[] OUTCOMES = Outcome.values();

  private final LongAdder[] outcomes = new LongAdder[OUTCOMES.length];
  private final LongAdder latencySum = new LongAdder();
  private final LongAdder latencyCount = new LongAdder();
  private final LatencyAverage latency = new LatencyAverage();
  private final AtomicInteger failuresInRow = new AtomicInteger();

  Traffic() {
    for (int i = 0; i < outcomes.length; i++) {
      outcomes[i] = new LongAdder();
    }
  }

  void ended(Outcome outcome) {
    outcomes[outcome.ordinal()].increment();
  }

  /** A time to the first byte of an answer. */
  void responded(long latencyNanos, long now) {
    latencySum.add(latencyNanos);
    latencyCount.increment();
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

  private static final double MIN_PENALTY_NANOS = 1e6;
  private static final double MAX_PENALTY_NANOS = 60e9;

  LatencyAverage latency() {
    return latency;
  }

  AtomicInteger failuresInRow() {
    return failuresInRow;
  }

  long count(Outcome outcome) {
    return outcomes[outcome.ordinal()].sum();
  }

  long failures() {
    long sum = 0;
    for (Outcome outcome : OUTCOMES) {
      sum += outcome.failure().isPresent() ? count(outcome) : 0;
    }
    return sum;
  }

  long requests() {
    long sum = 0;
    for (LongAdder count : outcomes) {
      sum += count.sum();
    }
    return sum;
  }

  /** Everything so far, for differences between two moments. */
  Totals totals() {
    return new Totals(count(Outcome.SUCCESS), failures(), latencyCount.sum(), latencySum.sum());
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
