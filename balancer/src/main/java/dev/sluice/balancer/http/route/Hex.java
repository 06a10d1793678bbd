package dev.sluice.balancer.http.route;

/** Hexadecimal digits of percent-encoding. */
final class Hex {

  private static final String DIGITS = "0123456789ABCDEF";

  private Hex() {}

  /** Its value, or -1; not as {@link Character#digit}, which takes digits of other scripts too. */
  static int digit(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    int lower = c | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  /** Percent-encodes an octet in its one form. */
  static void encode(int octet, StringBuilder out) {
    out.append('%').append(DIGITS.charAt(octet >> 4)).append(DIGITS.charAt(octet & 15));
  }
}
