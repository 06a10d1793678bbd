package dev.sluice.balancer.config;

import java.util.Collection;
import java.util.Optional;

/** Pieces of messages. */
final class Text {

  private static final int LONGEST_QUOTE = 80;

  private Text() {}

  /** In quotes, on one line whatever it holds, cut when long. */
  static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .limit(LONGEST_QUOTE)
        .forEach(
            c -> {
              if (isInvisible(c)) {
                quoted.append("\\u{").append(Integer.toHexString(c)).append('}');
              } else {
                quoted.appendCodePoint(c);
              }
            });
    boolean cut = text.codePointCount(0, text.length()) > LONGEST_QUOTE;
    return quoted.append(cut ? "…\"" : "\"").toString();
  }

  /** Characters that would break a line, or fool its reader. */
  static boolean isInvisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }

  static String oneOf(Collection<String> names) {
    return names.size() == 1 ? names.iterator().next() : "one of " + String.join(", ", names);
  }

  /** The one form of all messages. */
  static String message(String wrong, String expected, Optional<String> suggestion) {
    String hint = suggestion.map(name -> "; did you mean " + quote(name) + "?").orElse("");
    return wrong + "; expected " + expected + hint;
  }
}
