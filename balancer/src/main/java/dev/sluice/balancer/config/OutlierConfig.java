package dev.sluice.balancer.config;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * Passive checks: what real traffic says about a backend.
 *
 * @param counted kinds of failure that count; the others say neither good nor bad
 * @param consecutiveFailures in a row until a backend is ejected; 0 switches this rule off
 * @param ejectionTime of the first ejection; the n-th in short order lasts n times as long
 * @param maxEjectionTime the longest an ejection may grow to
 * @param maxEjectedPercent of a pool's members that may be ejected at one time, 0 to 100; 0
 *     switches ejection off. In a pool of two or more at least one may be, but never the last
 *     usable one
 */
public record OutlierConfig(
    Set<FailureKind> counted,
    int consecutiveFailures,
    Duration ejectionTime,
    Duration maxEjectionTime,
    int maxEjectedPercent,
    SuccessRate successRate) {

  /** What holds for a pool whose configuration says nothing. */
  public static final OutlierConfig DEFAULT =
      new OutlierConfig(
          EnumSet.allOf(FailureKind.class),
          5,
          Duration.ofSeconds(30),
          Duration.ofSeconds(300),
          50,
          SuccessRate.DEFAULT);

  /** Nobody is ever ejected. */
  public static final OutlierConfig OFF =
      new OutlierConfig(
          Set.of(),
          0,
          DEFAULT.ejectionTime,
          DEFAULT.maxEjectionTime,
          0,
          new SuccessRate(Duration.ZERO, 0, 2, 0, 0));

  /** Takes a copy of the set. */
  public OutlierConfig {
    counted = Set.copyOf(counted);
  }

  /**
   * Ejects a backend whose share of successes falls behind that of the others.
   *
   * @param window over which is counted; zero switches this rule off
   * @param minimumRequests within a window, below which a backend is not judged
   * @param minimumBackends with that many requests, below which nobody is judged; at least 2
   * @param deviations how many standard deviations of the others below their mean is too few
   * @param minimumGap below the others' mean that is never too few, as a share: 0 to 1
   */
  public record SuccessRate(
      Duration window,
      int minimumRequests,
      int minimumBackends,
      double deviations,
      double minimumGap) {

    /** Ten seconds, one hundred requests, three backends. */
    public static final SuccessRate DEFAULT =
        new SuccessRate(Duration.ofSeconds(10), 100, 3, 1.9, 0.1);
  }
}
