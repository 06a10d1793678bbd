package dev.sluice.balancer.simulate.report;

import java.util.Locale;

/** Pieces of SVG and HTML. */
final class Markup {

  private Markup() {}

  /** Text that is safe within an element or a quoted attribute, in XML and in HTML. */
  static String escape(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(isAllowed(c) ? c : ' ');
              }
            });
    return safe.toString();
  }

  // XML 1.0 section 2.2, without the controls that HTML forbids on top of it
  private static boolean isAllowed(int c) {
    boolean surrogate = c >= 0xd800 && c <= 0xdfff;
    return !Character.isISOControl(c) && !surrogate && c != 0xfffe && c != 0xffff;
  }

  /** A coordinate. */
  static String at(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
