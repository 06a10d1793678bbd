package dev.sluice.balancer.balance.retry;

import dev.sluice.balancer.balance.Clock;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Percentiles of the latencies of the last ten to twenty seconds: two small histograms that take
 * turns. Buckets are an eighth of a power of two wide, so a percentile is at most an eighth too
 * high. Safe to use from any thread.
 */
public final class LatencyWindow {

  /** Latencies without which nothing is said. */
  static final int ENOUGH = 100;

  static final long TURN_NANOS = 10_000_000_000L;

  private static final int SUB_BITS = 3;
  private static final int SUBS = 1 << SUB_BITS;
  private static final int BUCKETS = Long.SIZE * SUBS;

  private final Clock clock;
  private final AtomicReference<Turn> turn;

  /** One turn, and the one before it. */
  private record Turn(long start, Histogram current, Histogram previous) {}

  private static final class Histogram {

    private final AtomicIntegerArray counts = new AtomicIntegerArray(BUCKETS);
    private final AtomicInteger total = new AtomicInteger();
  }

  /** An empty window. */
  public LatencyWindow(Clock clock) {
    this.clock = clock;
    this.turn = new AtomicReference<>(new Turn(clock.nanos(), new Histogram(), new Histogram()));
  }

  /** Takes a latency in. */
  public void record(long nanos) {
    Histogram current = turn().current();
    current.counts.incrementAndGet(bucket(Math.max(0, nanos)));
    current.total.incrementAndGet();
  }

  /**
   * The latency that a share of the recent ones stayed within, in nanoseconds; empty without enough
   * of them.
   *
   * @param percentile between 0 and 100
   */
  public OptionalLong percentile(double percentile) {
    Turn now = turn();
    long total = (long) now.current().total.get() + now.previous().total.get();
    if (total < ENOUGH) {
      return OptionalLong.empty();
    }
    long wanted = (long) Math.ceil(total * percentile / 100);
    int bucket = -1;
    for (long seen = 0; seen < wanted && bucket + 1 < BUCKETS; ) {
      bucket++;
      seen += now.current().counts.get(bucket) + (long) now.previous().counts.get(bucket);
    }
    return OptionalLong.of(upperBound(Math.max(0, bucket)));
  }

  private Turn turn() {
    Turn seen = turn.get();
    long age = clock.nanos() - seen.start();
    if (age < TURN_NANOS) {
      return seen;
    }
    Histogram previous = age < 2 * TURN_NANOS ? seen.current() : new Histogram();
    Turn next = new Turn(seen.start() + age / TURN_NANOS * TURN_NANOS, new Histogram(), previous);
    // Who comes second takes the first one's.
    return turn.compareAndSet(seen, next) ? next : turn.get();
  }

  private static int bucket(long nanos) {
    if (nanos < SUBS) {
      return (int) nanos;
    }
    int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
    int sub = (int) (nanos >>> (exponent - SUB_BITS)) & (SUBS - 1);
    return (exponent - SUB_BITS + 1) * SUBS + sub;
  }

  private static long upperBound(int bucket) {
    if (bucket < SUBS) {
      return bucket;
    }
    int shift = bucket / SUBS - 1;
    return ((long) (SUBS + bucket % SUBS + 1) << shift) - 1;
  }
}
