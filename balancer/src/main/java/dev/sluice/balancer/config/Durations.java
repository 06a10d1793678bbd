package dev.sluice.balancer.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations such as {@code 250ms}, {@code 5s}, {@code 1m30s}: whole numbers, largest unit first.
 */
final class Durations {

  /** The longest that makes sense anywhere; keeps nanoseconds far from overflow. */
  static final Duration LONGEST = Duration.ofHours(8760);

  private static final Pattern FORM =
      Pattern.compile("(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?(?:([0-9]+)ms)?");
  private static final long[] MILLIS = {3_600_000, 60_000, 1_000, 1};
  private static final String[] UNITS = {"h", "m", "s", "ms"};

  private Durations() {}

  static Format<Duration> between(Duration shortest, Duration longest) {
    return new Format<>(
        "a duration from "
            + text(shortest)
            + " to "
            + text(longest)
            + " such as \"250ms\", \"5s\" or \"1m30s\"",
        text -> inRange(text, shortest, longest));
  }

  /** Zero stands for none. */
  static Format<Duration> orNone() {
    return new Format<>(
        "a duration up to "
            + text(LONGEST)
            + " such as \"250ms\", \"5s\" or \"1m30s\", or \"0s\" for none",
        text -> inRange(text, Duration.ZERO, LONGEST));
  }

  /**
   * Zero, or long enough.
   *
   * @param zero what zero stands for
   */
  static Format<Duration> zeroOr(Duration shortest, Duration longest, String zero) {
    Format<Duration> range = between(shortest, longest);
    return new Format<>(
        range.expected() + ", or \"0s\" for " + zero,
        text ->
            parse(text).filter(Duration::isZero).isPresent()
                ? Duration.ZERO
                : range.parser().parse(text));
  }

  private static Duration inRange(String text, Duration shortest, Duration longest)
      throws InvalidValue {
    Duration duration =
        parse(text)
            .orElseThrow(
                () -> new InvalidValue(Text.quote(text) + " is not a duration", suggestion(text)));
    if (duration.compareTo(shortest) < 0) {
      throw new InvalidValue(Text.quote(text) + " is too short");
    }
    if (duration.compareTo(longest) > 0) {
      throw new InvalidValue(Text.quote(text) + " is too long");
    }
    return duration;
  }

  // beyond LONGEST the exact value doesn't matter any more
  private static Optional<Duration> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (text.isEmpty() || !matcher.matches()) {
      return Optional.empty();
    }
    Duration sum = Duration.ZERO;
    for (int i = 0; i < MILLIS.length; i++) {
      String digits = matcher.group(i + 1);
      if (digits != null) {
        long number = digits.length() > 12 ? 1_000_000_000_000L : Long.parseLong(digits);
        sum = sum.plus(Duration.ofMillis(MILLIS[i]).multipliedBy(number));
      }
    }
    return Optional.of(sum);
  }

  private static Optional<String> suggestion(String text) {
    String plain =
        text.replace(" ", "")
            .toLowerCase(Locale.ROOT)
            .replaceFirst("(?<=[0-9])(?:milliseconds?|millis|msecs?)$", "ms")
            .replaceFirst("(?<=[0-9])(?:seconds?|secs?)$", "s")
            .replaceFirst("(?<=[0-9])(?:minutes?|mins?)$", "m")
            .replaceFirst("(?<=[0-9])(?:hours?|hrs?)$", "h")
            .replaceFirst("^([0-9]+)$", "$1s");
    return parse(plain).isPresent() ? Optional.of(plain) : Optional.empty();
  }

  /** In the form that is read. */
  static String text(Duration duration) {
    long rest = duration.toMillis();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < MILLIS.length; i++) {
      if (rest >= MILLIS[i]) {
        text.append(rest / MILLIS[i]).append(UNITS[i]);
        rest %= MILLIS[i];
      }
    }
    return text.isEmpty() ? "0s" : text.toString();
  }
}
