package dev.sluice.balancer.balance;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * A peak-sensitive moving average of latencies in nanoseconds: it jumps to a sample that lies above
 * it and decays exponentially otherwise, with a time constant of ten seconds. Lock-free: value and
 * time are one word.
 *
 * <p>The value keeps the 24 bits of a float; time is counted in steps of 2^17 ns (0.13 ms) and
 * wraps after 6.5 days, after which an idle backend merely looks as slow as it was last seen.
 */
final class LatencyAverage {

  private static final double DECAY_NANOS = 10e9;
  private static final int STEP_BITS = 17;
  private static final double STEPS = (1L << STEP_BITS) / DECAY_NANOS;
  // Clocks of two threads may be read in one order and stored in the other.
  private static final int TOLERANCE = -(1 << 16);

  private static final AtomicLongFieldUpdater<LatencyAverage> WORD =
      AtomicLongFieldUpdater.newUpdater(LatencyAverage.class, "word");

  // upper half: the float's bits; lower half: the step of its time
  private volatile long word;

  void record(long latencyNanos, long now) {
    int step = step(now);
    while (true) {
      long seen = word;
      float old = value(seen);
      float sample = Math.max(1, latencyNanos);
      float next = sample;
      if (old > sample) {
        double keep = keep(seen, step);
        next = (float) (old * keep + sample * (1 - keep));
        if (keep == 1) {
          return;
        }
      }
      if (WORD.compareAndSet(
          this, seen, ((long) Float.floatToRawIntBits(next) << 32) | (step & MASK))) {
        return;
      }
    }
  }

  private static final long MASK = 0xffffffffL;

  /** The average as last stored, 0 when there is none. */
  double stored() {
    return value(word);
  }

  /** The average, decayed for the time since the last sample; 0 when there is none. */
  double at(long now) {
    long seen = word;
    float value = value(seen);
    return value == 0 ? 0 : value * keep(seen, step(now));
  }

  private static double keep(long seen, int step) {
    int passed = step - (int) seen;
    if (passed == 0 || (passed < 0 && passed > TOLERANCE)) {
      return 1;
    }
    return Decay.of(Integer.toUnsignedLong(passed) * STEPS);
  }

  private static float value(long seen) {
    return Float.intBitsToFloat((int) (seen >>> 32));
  }

  private static int step(long now) {
    return (int) (now >>> STEP_BITS);
  }
}
