package dev.sluice.balancer.simulate;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.regex.Pattern;

/** Numbers as users write and read them. */
final class Numbers {

  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,9})?");
  private static final Pattern WHOLE = Pattern.compile("[0-9]{1,9}");
  private static final MathContext SIX_DIGITS = new MathContext(6);

  private Numbers() {}

  /** A decimal number within bounds. */
  static double decimal(String text, double least, double most) {
    if (!DECIMAL.matcher(text).matches()
        || Double.parseDouble(text) < least
        || Double.parseDouble(text) > most) {
      throw Wrong.value(
          text, "is not possible", "a number from " + plain(least) + " to " + plain(most));
    }
    return Double.parseDouble(text);
  }

  /** A whole number within bounds. */
  static int whole(String text, int least, int most) {
    if (!WHOLE.matcher(text).matches()
        || Integer.parseInt(text) < least
        || Integer.parseInt(text) > most) {
      throw Wrong.value(text, "is not possible", "a whole number from " + least + " to " + most);
    }
    return Integer.parseInt(text);
  }

  /** Six digits at most, no exponent, no needless zeros. */
  static String plain(double value) {
    BigDecimal rounded = new BigDecimal(value).round(SIX_DIGITS).stripTrailingZeros();
    return rounded.signum() == 0 ? "0" : rounded.toPlainString();
  }
}
