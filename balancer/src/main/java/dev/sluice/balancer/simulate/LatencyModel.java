package dev.sluice.balancer.simulate;

import java.time.Duration;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * How long a backend works on a request, once it has begun.
 *
 * @param mean more than nothing
 * @param deviation standard deviation
 */
public record LatencyModel(Shape shape, Duration mean, Duration deviation) {

  /** The family of the distribution. */
  public enum Shape {
    /** Most are quick and a few take long, as measured latencies usually are. */
    LOG_NORMAL,
    /** Without memory, as in queueing theory. */
    EXPONENTIAL,
    /** Always the same. */
    CONSTANT;

    /** The word in reports. */
    public String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private static final String FORMS = "MEAN, MEAN~DEVIATION, exp:MEAN or const:TIME";

  /** Beyond this many means of deviation the logarithms get absurd. */
  private static final double WIDEST = 100;

  /**
   * Reads {@code 10ms} (log-normal, the deviation as large as the mean), {@code 10ms~2ms}
   * (log-normal), {@code exp:10ms} or {@code const:10ms}.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  public static LatencyModel parse(String text) {
    int colon = text.indexOf(':');
    if (colon >= 0) {
      Duration mean = Spans.parsePositive(text.substring(colon + 1));
      return switch (text.substring(0, colon)) {
        case "exp" -> new LatencyModel(Shape.EXPONENTIAL, mean, mean);
        case "const" -> new LatencyModel(Shape.CONSTANT, mean, Duration.ZERO);
        default -> throw Wrong.value(text, "is not a latency", FORMS);
      };
    }
    int tilde = text.indexOf('~');
    Duration mean = Spans.parsePositive(tilde < 0 ? text : text.substring(0, tilde));
    Duration deviation = tilde < 0 ? mean : Spans.parse(text.substring(tilde + 1));
    if (deviation.toNanos() > WIDEST * mean.toNanos()) {
      throw Wrong.value(text, "is too wide", "a deviation of at most 100 times the mean");
    }
    return new LatencyModel(Shape.LOG_NORMAL, mean, deviation);
  }

  /** Nanoseconds, at least 1. */
  long draw(RandomGenerator random) {
    double mean = mean().toNanos();
    double nanos =
        switch (shape) {
          case CONSTANT -> mean;
          case EXPONENTIAL -> mean * -Math.log(1 - random.nextDouble());
          case LOG_NORMAL -> logNormal(mean, random);
        };
    return Math.max(1, Math.round(nanos));
  }

  // Of X = exp(m + s Z) the mean is exp(m + s²/2), and s² = ln(1 + (deviation/mean)²).
  private double logNormal(double mean, RandomGenerator random) {
    double relative = deviation().toNanos() / mean;
    double variance = Math.log1p(relative * relative);
    return mean * Math.exp(Math.sqrt(variance) * random.nextGaussian() - variance / 2);
  }

  @Override
  public String toString() {
    String mean = Spans.text(mean().toNanos());
    return switch (shape) {
      case CONSTANT -> "const:" + mean;
      case EXPONENTIAL -> "exp:" + mean;
      case LOG_NORMAL -> mean + "~" + Spans.text(deviation().toNanos());
    };
  }
}
