package dev.sluice.balancer.simulate;

import java.util.Arrays;

/** The latencies of a run, in nanoseconds. */
public final class Latencies {

  private final long[] sorted;
  private final double mean;

  private Latencies(long[] sorted) {
    this.sorted = sorted;
    this.mean = Arrays.stream(sorted).average().orElse(0);
  }

  /** Takes the array over. */
  static Latencies of(long[] nanos) {
    Arrays.sort(nanos);
    return new Latencies(nanos);
  }

  /** Whether there are none; then all others are zero. */
  public boolean isEmpty() {
    return sorted.length == 0;
  }

  /**
   * The least latency that at least a share of all do not exceed (nearest rank).
   *
   * @param percent 0 to 100
   */
  public long percentile(double percent) {
    if (isEmpty()) {
      return 0;
    }
    // Rounding errors must not lift 99.9 % of 1000 to the last one.
    int rank = (int) Math.ceil(percent / 100 * sorted.length - 1e-9);
    return sorted[Math.min(sorted.length, Math.max(1, rank)) - 1];
  }

  /** The average. */
  public double mean() {
    return mean;
  }

  /** The longest. */
  public long max() {
    return percentile(100);
  }
}
