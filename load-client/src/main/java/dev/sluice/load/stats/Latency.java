package dev.sluice.load.stats;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** The latencies of all answered requests, in milliseconds. */
public final class Latency {

  private static final double NANOS_PER_MILLI = 1e6;
  private static final long LOWEST = TimeUnit.MICROSECONDS.toNanos(1);
  private static final long HIGHEST = TimeUnit.HOURS.toNanos(1);
  private static final int DIGITS = 3;

  private final Histogram histogram;

  Latency(Histogram histogram) {
    this.histogram = histogram;
  }

  /** A histogram from 1 us to 1 h with three significant digits, in nanoseconds. */
  static Histogram histogram() {
    return new Histogram(LOWEST, HIGHEST, DIGITS);
  }

  static void record(Histogram histogram, long nanos) {
    histogram.recordValue(Math.max(0, Math.min(HIGHEST, nanos)));
  }

  /** Whether there is nothing to report. */
  public boolean isEmpty() {
    return histogram.getTotalCount() == 0;
  }

  /** The lowest. */
  public double min() {
    return histogram.getMinValue() / NANOS_PER_MILLI;
  }

  /** The arithmetic mean. */
  public double mean() {
    return histogram.getMean() / NANOS_PER_MILLI;
  }

  /** The highest. */
  public double max() {
    return histogram.getMaxValue() / NANOS_PER_MILLI;
  }

  /** The latency that this percentage of the requests did not exceed; 0 to 100. */
  public double percentile(double percent) {
    return histogram.getValueAtPercentile(percent) / NANOS_PER_MILLI;
  }
}
