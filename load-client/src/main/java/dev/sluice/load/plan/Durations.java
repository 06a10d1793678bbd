package dev.sluice.load.plan;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as text: a number and a unit, such as {@code 250ms}, {@code 1.5s} or {@code 2m}. */
public final class Durations {

  private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(us|ms|s|m|h)");
  private static final Map<String, Long> NANOS =
      Map.of(
          "us", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);

  private Durations() {}

  /**
   * Reads a duration.
   *
   * @throws IllegalArgumentException when the text has another form or is longer than 10,000 h
   */
  public static Duration parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a duration; use a number and us, ms, s, m or h, such as 250ms");
    }
    BigDecimal nanos =
        new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(NANOS.get(matcher.group(2))));
    if (nanos.compareTo(BigDecimal.valueOf(Duration.ofHours(10_000).toNanos())) > 0) {
      throw new IllegalArgumentException("\"" + text + "\" is too long; use at most 10000h");
    }
    return Duration.ofNanos(nanos.longValue());
  }
}
