package dev.sluice.bench.cli;

import dev.sluice.balancer.config.Algorithm;
import dev.sluice.bench.cli.Target.Measure;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Measurements as a page of Markdown: where, what was to hold and whether it did, every figure. */
final class Report {

  private static final Set<String> CHEAP = Set.of("round-robin", "random", "power-of-two");
  private static final Set<String> HASHING = Set.of("ip-hash", "consistent-hash", "maglev");
  private static final Set<String> OTHERS =
      Algorithm.ids().stream()
          .filter(id -> !HASHING.contains(id))
          .collect(Collectors.toUnmodifiableSet());
  private static final Set<String> ALL = Set.of();
  private static final Set<String> LARGE = Set.of("10000");
  private static final String SELECT = "PickBenchmark.select";
  private static final String CHOOSE = "PickBenchmark.choose";
  private static final String CLOCK = "ClockBenchmark.nanoTime";
  private static final String REBUILD = "RebuildBenchmark.rebuild";

  private static final String PAGE =
      """
      # What a pick costs, %s

      %d cores, %s; %s; JMH %s.%s

      ## What had to hold

      %s

      ## How it was measured

      Least and median of all iterations of all forks, and their mean with its 99.9 %% error. Bounds are held
      against the median. Where other programs take the processor away, median and mean tell of them, and the least
      of the code. Weights 1 to 4, known latencies, two leases per backend left open. `select` is the algorithm alone; `choose` the
      whole pick, with the clock read and the lease made; `roundTrip` also ends the lease, which reads the
      clock again. What was taken is given back within the call; that is in the figures. (`choose` gives
      back the backend only, so the pool's load grows and `consistent-hash` never meets a bound there; in
      the other two it does.) The hashing algorithms get a new key with each call, in an object of 40 B that
      the caller makes, if the compiler can't do without it. `ContentionBenchmark` is round robin from two
      threads at once; its figures are for one call of one thread. `RouteBenchmark` finds one of so many rules for a
      request: by host, by wildcard, by prefix, by prefix with a query or an encoded letter. Its 16 B are an `Optional`, where the
      compiler can't do without; the rest are the parts of the target that had to be made.

      ## Figures

      ns for each call, but ms for `rebuild` and `RouteBuildBenchmark`.

      | benchmark | algorithm | backends or rules | least | median | mean ± error | B/op |
      |---|---|---:|---:|---:|---:|---:|
      %s
      """;

  private Report() {}

  static String of(List<Row> rows, Machine on) {
    return PAGE.formatted(
        on.date(),
        on.cores(),
        on.cpu(),
        on.java(),
        on.jmh(),
        on.note().isEmpty() ? "" : " " + on.note(),
        targets(rows).stream().map(t -> t.verdict(rows)).collect(Collectors.joining("\n")),
        rows.stream().map(Report::line).collect(Collectors.joining("\n")));
  }

  private static List<Target> targets(List<Row> rows) {
    double clock =
        rows.stream()
            .filter(r -> r.benchmark().equals(CLOCK))
            .mapToDouble(Row::median)
            .findFirst()
            .orElse(0);
    String beside = String.format(Locale.ROOT, "beside the clock read of %.1f ns", clock);
    return List.of(
        new Target("select in 60 ns: RR, random, P2C", SELECT, CHEAP, ALL, Measure.TIME, 60),
        new Target("choose in 60 ns: the same", CHOOSE, CHEAP, ALL, Measure.TIME, 60),
        new Target(
            "choose in 60 ns " + beside + ": the same",
            CHOOSE,
            CHEAP,
            ALL,
            Measure.TIME,
            60 + clock),
        new Target("select in 300 ns: hashing, 10,000", SELECT, HASHING, LARGE, Measure.TIME, 300),
        new Target("choose in 300 ns: the same", CHOOSE, HASHING, LARGE, Measure.TIME, 300),
        new Target("select allocates nothing", SELECT, OTHERS, ALL, Measure.BYTES, 1),
        new Target(
            "select allocates nothing beside the key's 40 B: hashing",
            SELECT,
            HASHING,
            ALL,
            Measure.BYTES,
            41),
        new Target("choose allocates the lease, 40 B", CHOOSE, OTHERS, ALL, Measure.BYTES, 41),
        new Target(
            "choose allocates the lease beside the key's 40 B: hashing",
            CHOOSE,
            HASHING,
            ALL,
            Measure.BYTES,
            81),
        new Target("rebuild of 10,000 in 50 ms", REBUILD, ALL, LARGE, Measure.TIME, 50),
        new Target("route by host in 1 µs", "RouteBenchmark.host", ALL, ALL, Measure.TIME, 1000),
        new Target(
            "route by prefix in 1 µs", "RouteBenchmark.prefix", ALL, ALL, Measure.TIME, 1000));
  }

  private static String line(Row row) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %.1f | %.1f | %.1f ± %.1f | %.0f |",
        row.benchmark(),
        row.algorithm(),
        row.size(),
        row.least(),
        row.median(),
        row.mean(),
        row.error(),
        row.bytes());
  }
}
