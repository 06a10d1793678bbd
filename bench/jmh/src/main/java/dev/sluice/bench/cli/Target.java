package dev.sluice.bench.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * A bound on what was measured.
 *
 * @param sizes empty for all
 * @param bound the value must lie below it
 */
record Target(
    String text,
    String benchmark,
    Set<String> algorithms,
    Set<String> sizes,
    Measure measure,
    double bound) {

  enum Measure {
    TIME(Row::median),
    BYTES(Row::bytes);

    private final ToDoubleFunction<Row> of;

    Measure(ToDoubleFunction<Row> of) {
      this.of = of;
    }
  }

  /** What was to hold, whether it did, and the worst case. */
  String verdict(List<Row> rows) {
    Optional<Row> worst =
        rows.stream().filter(this::concerns).max(Comparator.comparingDouble(measure.of));
    return worst
        .map(
            row ->
                String.format(
                    Locale.ROOT,
                    "- %s: **%s**; the worst is %.1f (%s, %s)",
                    text,
                    measure.of.applyAsDouble(row) < bound ? "held" : "missed",
                    measure.of.applyAsDouble(row),
                    row.algorithm(),
                    row.size()))
        .orElse("- " + text + ": not measured");
  }

  private boolean concerns(Row row) {
    return row.benchmark().equals(benchmark)
        && (algorithms.isEmpty() || algorithms.contains(row.algorithm()))
        && (sizes.isEmpty() || sizes.contains(row.size()));
  }
}
