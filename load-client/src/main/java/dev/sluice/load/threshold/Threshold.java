package dev.sluice.load.threshold;

import dev.sluice.load.plan.Durations;
import dev.sluice.load.stats.Summary;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A condition that fails a run, such as {@code p99>50ms}, {@code errors>1%} or {@code rps<1000}.
 *
 * @param text as the user gave it
 * @param metric what is looked at
 * @param comparison how
 * @param limit in the metric's unit
 */
public record Threshold(String text, Metric metric, Comparison comparison, double limit) {

  private static final Pattern FORM =
      Pattern.compile(
          "\\s*([a-z][a-z0-9.]*)\\s*(>=|<=|>|<)\\s*(\\d{1,12}(?:\\.\\d{1,9})?)(us|ms|s|m|h|%)?\\s*");
  private static final double NANOS_PER_MILLI = 1e6;

  /**
   * Reads an expression.
   *
   * @throws IllegalArgumentException saying what is wrong and what would be right
   */
  public static Threshold parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw bad(text, "use METRIC, one of > >= < <=, and a value, such as p99>50ms");
    }
    String unit = Optional.ofNullable(matcher.group(4)).orElse("");
    Metric metric =
        Metric.find(matcher.group(1), unit.equals("%"))
            .orElseThrow(() -> bad(text, "metrics are p50 to p99.99, min, mean, max, errors, rps"));
    double limit = limit(text, metric, matcher.group(3), unit);
    return new Threshold(text, metric, Comparison.of(matcher.group(2)), limit);
  }

  /** What to tell the user if the run crossed it. */
  public Optional<String> crossedBy(Summary summary) {
    OptionalDouble value = metric.of(summary);
    if (value.isEmpty()) {
      return Optional.of(text + ": no request was answered, so there is nothing to compare");
    }
    if (!comparison.holds(value.getAsDouble(), limit)) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(Locale.ROOT, "%s: was %s", text, metric.format(value.getAsDouble())));
  }

  private static double limit(String text, Metric metric, String number, String unit) {
    if (metric.latency()) {
      if (unit.isEmpty() || unit.equals("%")) {
        throw bad(text, "a latency needs a unit, such as 50ms");
      }
      try {
        return Durations.parse(number + unit).toNanos() / NANOS_PER_MILLI;
      } catch (IllegalArgumentException e) {
        throw bad(text, e.getMessage());
      }
    }
    if (!unit.isEmpty() && !unit.equals("%")) {
      throw bad(text, metric.name() + " has no unit of time");
    }
    return Double.parseDouble(number);
  }

  private static IllegalArgumentException bad(String text, String what) {
    return new IllegalArgumentException("\"" + text + "\" is not a threshold: " + what);
  }
}
