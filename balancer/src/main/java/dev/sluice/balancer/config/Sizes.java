package dev.sluice.balancer.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes in bytes, such as {@code 64KiB}, {@code 10MiB} or {@code 512}. */
final class Sizes {

  static final long KIB = 1024;
  static final long MIB = 1024 * KIB;

  /** The largest that is read: 1 EiB. */
  static final long LARGEST = 1L << 60;

  // each 1024 times the one before
  private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB");
  private static final Pattern FORM = Pattern.compile("([0-9]+)(B|KiB|MiB|GiB|TiB)?");
  private static final Pattern LOOSE = Pattern.compile("([0-9]+) *([kmgt])i?b?");

  private Sizes() {}

  static Format<Long> between(long smallest, long largest) {
    return new Format<>(
        "a size from " + text(smallest) + " to " + text(largest) + " such as \"64KiB\"",
        text -> inRange(text, smallest, largest));
  }

  /** Zero stands for no limit. */
  static Format<Long> orUnlimited() {
    return new Format<>(
        "a size such as \"512B\", \"64KiB\", \"10MiB\" or \"1GiB\", or \"0\" for no limit",
        text -> inRange(text, 0, LARGEST));
  }

  private static long inRange(String text, long smallest, long largest) throws InvalidValue {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new InvalidValue(Text.quote(text) + " is not a size", suggestion(text));
    }
    long size = bytes(matcher);
    if (size < smallest) {
      throw new InvalidValue(Text.quote(text) + " is too small");
    }
    if (size > largest) {
      throw new InvalidValue(Text.quote(text) + " is too large");
    }
    return size;
  }

  private static long bytes(Matcher matcher) {
    int power = matcher.group(2) == null ? 0 : UNITS.indexOf(matcher.group(2));
    try {
      return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << (10 * power));
    } catch (ArithmeticException | NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  // "64KB" may mean 64000 or 65536 bytes; only one of them has an unmistakable name
  private static Optional<String> suggestion(String text) {
    Matcher matcher = LOOSE.matcher(text.strip().toLowerCase(Locale.ROOT));
    return matcher.matches()
        ? Optional.of(matcher.group(1) + matcher.group(2).toUpperCase(Locale.ROOT) + "iB")
        : Optional.empty();
  }

  /** In the form that is read, in the largest unit that is exact. */
  static String text(long bytes) {
    int power = 0;
    long number = bytes;
    while (number != 0 && number % 1024 == 0 && power < UNITS.size() - 1) {
      number /= 1024;
      power++;
    }
    return bytes == 0 ? "0" : number + UNITS.get(power);
  }
}
