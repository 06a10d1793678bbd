package dev.sluice.balancer.config;

import dev.sluice.balancer.config.OutlierConfig.SuccessRate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code [pool.outlier]}. */
final class OutlierReader {

  private static final Table SUCCESS_RATE =
      Table.of(
          "pool.outlier.success-rate",
          "window",
          "minimum-requests",
          "minimum-backends",
          "deviations",
          "minimum-gap");

  static final Table TABLE =
      Table.of(
              "pool.outlier",
              "on",
              "consecutive-failures",
              "ejection-time",
              "max-ejection-time",
              "max-ejected-percent")
          .with("success-rate", SUCCESS_RATE);

  private static final Format<FailureKind> KIND =
      Format.oneOf(List.of(FailureKind.values()), FailureKind::id);
  private static final Format<Duration> EJECTION =
      Durations.between(Duration.ofMillis(10), Duration.ofHours(24));
  private static final DurationPair.Key FIRST =
      new DurationPair.Key("ejection-time", EJECTION, OutlierConfig.DEFAULT.ejectionTime());
  private static final DurationPair.Key LONGEST =
      new DurationPair.Key("max-ejection-time", EJECTION, OutlierConfig.DEFAULT.maxEjectionTime());
  private static final Format<Duration> WINDOW =
      Durations.zeroOr(Duration.ofMillis(100), Duration.ofHours(1), "no such rule");

  private OutlierReader() {}

  static OutlierConfig read(TableReader table) {
    OutlierConfig standard = OutlierConfig.DEFAULT;
    Optional<Set<FailureKind>> counted = table.values("on", KIND).map(Set::copyOf);
    if (counted.isPresent() && counted.get().isEmpty()) {
      table.reject("on", "empty", "at least one, or max-ejected-percent = 0 to eject nobody");
    }
    DurationPair times = DurationPair.read(table, FIRST, LONGEST);
    return new OutlierConfig(
        counted.orElse(standard.counted()),
        table.integer("consecutive-failures", 0, 1_000_000).orElse(standard.consecutiveFailures()),
        times.shorter(),
        times.longer(),
        table.integer("max-ejected-percent", 0, 100).orElse(standard.maxEjectedPercent()),
        table.table("success-rate").map(OutlierReader::successRate).orElse(standard.successRate()));
  }

  private static SuccessRate successRate(TableReader table) {
    SuccessRate standard = SuccessRate.DEFAULT;
    return new SuccessRate(
        table.value("window", WINDOW).orElse(standard.window()),
        table.integer("minimum-requests", 1, 1_000_000).orElse(standard.minimumRequests()),
        table.integer("minimum-backends", 2, 10_000).orElse(standard.minimumBackends()),
        table.number("deviations", Numbers.between(0, 10)).orElse(standard.deviations()),
        table.number("minimum-gap", Numbers.SHARE).orElse(standard.minimumGap()));
  }
}
