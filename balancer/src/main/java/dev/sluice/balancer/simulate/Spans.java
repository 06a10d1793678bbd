package dev.sluice.balancer.simulate;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of virtual time: {@code 10ms}, {@code 0.5ms}, {@code 250us}, {@code 60s}, {@code 2m}. */
public final class Spans {

  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)(us|ms|s|m|h)");
  private static final double LONGEST_NANOS = 24 * 3600e9;

  private Spans() {}

  /**
   * Reads one, to the nanosecond.
   *
   * @return from zero to 24 hours
   * @throws IllegalArgumentException with a message for the user
   */
  public static Duration parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw Wrong.value(text, "is not a time", "a number with us, ms, s, m or h, such as 2.5ms");
    }
    double nanos = Double.parseDouble(matcher.group(1)) * unit(matcher.group(2));
    if (nanos > LONGEST_NANOS) {
      throw Wrong.value(text, "is too long", "at most 24h");
    }
    return Duration.ofNanos(Math.round(nanos));
  }

  /** Reads one that is longer than nothing. */
  static Duration parsePositive(String text) {
    Duration span = parse(text);
    if (span.isZero()) {
      throw Wrong.value(text, "is no time at all", "more than nothing");
    }
    return span;
  }

  private static double unit(String unit) {
    return switch (unit) {
      case "us" -> 1e3;
      case "ms" -> 1e6;
      case "s" -> 1e9;
      case "m" -> 60e9;
      default -> 3600e9;
    };
  }

  /** In milliseconds, without needless zeros. */
  static String text(double nanos) {
    return Numbers.plain(nanos / 1e6) + "ms";
  }
}
