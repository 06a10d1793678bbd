package dev.sluice.bench.harness.measure;

import dev.sluice.bench.harness.load.Load;
import java.util.Map;

/** What one round gave for one contender. */
public record Sample(Map<Measure, Double> values) {

  private static final double MIB = 1024 * 1024;

  /**
   * A round under load.
   *
   * @param cpuMicros that the proxy was on the processor
   * @param elapsedMicros that the round took, in which cpuMicros were used
   * @param rssBytes of the proxy at the end
   */
  public static Sample of(Load load, long cpuMicros, double elapsedMicros, long rssBytes) {
    double requests = load.requests();
    return new Sample(
        Map.of(
            Measure.REQUEST_RATE, requests / load.seconds(),
            Measure.CPU_PER_REQUEST, cpuMicros / requests,
            Measure.DATA_RATE, load.bytes() / MIB / load.seconds(),
            Measure.CPU_PER_MIB, cpuMicros / (load.bytes() / MIB),
            Measure.CONNECTIONS_PER_CPU_SECOND, requests * 1e6 / cpuMicros,
            Measure.P50, load.p50Micros() / 1e3,
            Measure.P99, load.p99Micros() / 1e3,
            Measure.BUSY, 100 * cpuMicros / elapsedMicros,
            Measure.RSS, rssBytes / MIB));
  }

  /** A round with connections that only are there. */
  public static Sample ofIdle(int pairs, long rssBefore, long rssAfter) {
    return new Sample(
        Map.of(
            Measure.RSS_BEFORE, rssBefore / MIB,
            Measure.RSS, rssAfter / MIB,
            Measure.GROWTH_PER_PAIR, (rssAfter - rssBefore) / 1024.0 / pairs));
  }

  /** NaN if that was not measured. */
  public double get(Measure measure) {
    return values.getOrDefault(measure, Double.NaN);
  }
}
