package dev.sluice.vertx.config.toml;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts the parser's messages, which speak of tokens, into words for the author of the text. */
final class ErrorText {

  private static final Pattern UNEXPECTED =
      Pattern.compile("Unexpected (.+?), expected ([^;]+)(; .+)?");
  private static final Pattern ESCAPED = Pattern.compile("'\\\\[uU]([0-9a-f]{4,8})'");
  private static final Pattern DUPLICATE =
      Pattern.compile("(.+) (?:previously|already) defined at (\\d+:\\d+)");
  private static final Pattern PLACE = Pattern.compile("line (\\d+), column (\\d+)");
  private static final Pattern VERSION = Pattern.compile(" \\(TOML versions before 1\\.1\\.0\\)");

  private ErrorText() {}

  static String of(String raw) {
    String text = VERSION.matcher(PLACE.matcher(raw).replaceAll("$1:$2")).replaceAll("");
    Matcher unexpected = UNEXPECTED.matcher(text);
    if (unexpected.matches()) {
      String origin = unexpected.group(3) == null ? "" : unexpected.group(3);
      return unexpected(unexpected.group(1), unexpected.group(2)) + origin;
    }
    Matcher duplicate = DUPLICATE.matcher(text);
    if (duplicate.matches()) {
      return duplicate.group(1) + " is defined twice: first at " + duplicate.group(2);
    }
    if (text.equals("Integer is too large")) {
      return "integer out of range: it must fit in 64 bits, -9223372036854775808 to"
          + " 9223372036854775807";
    }
    if (text.equals("Float is too large")) {
      return "number out of range for a 64-bit float";
    }
    if (text.startsWith("Invalid escape sequence")) {
      return lowerFirst(text) + "; write a backslash as \\\\, or use a 'literal string'";
    }
    if (text.equals("Invalid unicode escape sequence")) {
      return "invalid Unicode escape: \\uXXXX or \\UXXXXXXXX with the hexadecimal number of a"
          + " character; write a backslash as \\\\, or use a 'literal string'";
    }
    // A message about a key begins with the key.
    return text.contains("defined a") ? text : lowerFirst(text);
  }

  private static String unexpected(String found, String expected) {
    int character = character(found);
    if (Character.isISOControl(character)) {
      return control(character);
    }
    if (Character.isValidCodePoint(character)
        && Character.getType(character) != Character.SURROGATE) {
      found = "'" + Character.toString(character) + "'";
    }
    boolean end = found.equals("end of line") || found.equals("end of input");
    if (end && expected.matches("('''|\"\"\"|'|\")( or a character)?")) {
      String quote = expected.replace(" or a character", "");
      return "this string is not closed: expected " + quote + " before the " + found;
    }
    if (expected.startsWith("a key, a table key")) {
      String hint =
          character > 0x7F ? "; keys with characters other than A-Z a-z 0-9 _ - need quotes" : "";
      return "expected a key or a [table] header, found " + found + hint;
    }
    if (expected.equals("a value")) {
      return end
          ? "expected a value after ="
          : "expected a value, found "
              + found
              + "; strings need quotes, true and false are written in lower case";
    }
    if (expected.equals("a newline or end-of-input")) {
      return "expected the end of the line, found " + found + "; strings need quotes";
    }
    if (expected.equals(". or =")) {
      return "expected = after the key, found " + found;
    }
    return "expected "
        + expected.replace("end-of-input", "the end of the text")
        + ", found "
        + found;
  }

  /** The character that a token shown as an escape stands for, or -1. */
  private static int character(String found) {
    Matcher escaped = ESCAPED.matcher(found);
    return switch (found) {
      case "'\\r'" -> '\r';
      case "'\\f'" -> '\f';
      case "'\\b'" -> '\b';
      default -> escaped.matches() ? Integer.parseInt(escaped.group(1), 16) : -1;
    };
  }

  private static String control(int character) {
    if (character == '\r') {
      return "carriage return without a line feed; lines end in LF or CRLF";
    }
    return String.format(
        "control character U+%04X is not allowed; in a \"basic string\" write it as \\u%04X",
        character, character);
  }

  private static String lowerFirst(String text) {
    return Character.toLowerCase(text.charAt(0)) + text.substring(1);
  }
}
