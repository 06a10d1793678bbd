package dev.sluice.balancer.simulate.report;

import dev.sluice.balancer.simulate.Latencies;
import dev.sluice.balancer.simulate.Result;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** A column of the table of results. */
record Column(String title, Function<Result, String> text) {

  private static final String NONE = "-";

  /** After that of the algorithm. */
  static final List<Column> ALL =
      List.of(
          latency("p50", l -> l.percentile(50)),
          latency("p90", l -> l.percentile(90)),
          latency("p99", l -> l.percentile(99)),
          latency("p99.9", l -> l.percentile(99.9)),
          latency("max", Latencies::max),
          latency("mean", l -> Math.round(l.mean())),
          new Column("errors", r -> Long.toString(r.counts().failed())),
          new Column("retries", r -> Long.toString(r.counts().retries())),
          new Column("ejections", r -> Long.toString(r.ejections())));

  private static Column latency(String name, Function<Latencies, Long> nanos) {
    return new Column(
        name + " ms", r -> r.latencies().isEmpty() ? NONE : millis(nanos.apply(r.latencies())));
  }

  static String millis(double nanos) {
    return String.format(Locale.ROOT, "%.2f", nanos / 1e6);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f", 100 * share);
  }
}
