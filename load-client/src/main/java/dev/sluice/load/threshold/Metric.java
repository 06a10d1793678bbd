package dev.sluice.load.threshold;

import dev.sluice.load.stats.Latency;
import dev.sluice.load.stats.Summary;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A figure of a run.
 *
 * @param name as in expressions
 * @param unit ms for latencies, % for shares, otherwise empty
 * @param value reads it
 */
record Metric(String name, String unit, ToDoubleFunction<Summary> value) {

  private static final Pattern PERCENTILE = Pattern.compile("p(\\d{1,2}(?:\\.\\d{1,3})?)");

  static Optional<Metric> find(String name, boolean share) {
    Matcher percentile = PERCENTILE.matcher(name);
    if (percentile.matches()) {
      double percent = Double.parseDouble(percentile.group(1));
      return Optional.of(latency(name, latency -> latency.percentile(percent)));
    }
    return Optional.ofNullable(
        switch (name) {
          case "min" -> latency(name, Latency::min);
          case "mean" -> latency(name, Latency::mean);
          case "max" -> latency(name, Latency::max);
          case "errors" -> share ? errorShare() : errors();
          case "rps" -> share ? null : new Metric(name, "", Summary::rps);
          default -> null;
        });
  }

  boolean latency() {
    return unit.equals("ms");
  }

  /** The value, or nothing for a latency when no request was answered. */
  OptionalDouble of(Summary summary) {
    return latency() && summary.latency().isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(value.applyAsDouble(summary));
  }

  String format(double figure) {
    boolean whole = figure == Math.rint(figure) && !latency();
    return String.format(Locale.ROOT, whole ? "%.0f%s" : "%.3f%s", figure, unit);
  }

  private static Metric latency(String name, ToDoubleFunction<Latency> value) {
    return new Metric(name, "ms", summary -> value.applyAsDouble(summary.latency()));
  }

  private static Metric errors() {
    return new Metric("errors", "", summary -> summary.counts().failed());
  }

  private static Metric errorShare() {
    return new Metric(
        "errors",
        "%",
        summary ->
            summary.counts().requests() == 0
                ? 0
                : 100.0 * summary.counts().failed() / summary.counts().requests());
  }
}
