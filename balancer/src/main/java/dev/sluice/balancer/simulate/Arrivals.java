package dev.sluice.balancer.simulate;

import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How requests come: at a rate, whatever becomes of them (an open model).
 *
 * @param perSecond 0.01 to 10,000,000
 * @param process how the times between them are spread
 */
public record Arrivals(double perSecond, Process process) {

  /** How the times between arrivals are spread. */
  public enum Process {
    /** Exponentially, as those of many clients that know nothing of each other. */
    POISSON,
    /** Not at all: one like the other. */
    CONSTANT;

    /** The word in options and reports. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final double LEAST = 0.01;
  private static final double MOST = 1e7;
  private static final Pattern FORM = Pattern.compile("([0-9.]+)/(s|m|h)(?:,(poisson|constant))?");

  /**
   * Reads {@code 1000/s}, {@code 90/m} or {@code 1000/s,constant}.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  public static Arrivals parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw Wrong.value(
          text, "is not a rate", "NUMBER/s, NUMBER/m or NUMBER/h, then \",constant\" if wanted");
    }
    double seconds =
        switch (matcher.group(2)) {
          case "s" -> 1;
          case "m" -> 60;
          default -> 3600;
        };
    double perSecond = Numbers.decimal(matcher.group(1), 0, MOST * seconds) / seconds;
    if (perSecond < LEAST) {
      throw Wrong.value(text, "is too slow", "at least one request in 100 seconds");
    }
    return new Arrivals(
        perSecond, "constant".equals(matcher.group(3)) ? Process.CONSTANT : Process.POISSON);
  }

  /** Nanoseconds from one arrival to the next. */
  double gap(RandomGenerator random) {
    double mean = 1e9 / perSecond;
    return process == Process.CONSTANT ? mean : mean * -Math.log(1 - random.nextDouble());
  }

  @Override
  public String toString() {
    return Numbers.plain(perSecond) + "/s (" + process.id() + ")";
  }
}
