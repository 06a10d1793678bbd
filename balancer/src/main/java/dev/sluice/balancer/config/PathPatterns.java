package dev.sluice.balancer.config;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The paths that rules match: exact, prefix, or regular expression. */
final class PathPatterns {

  static final Format<String> PATTERN =
      new Format<>(
          "an exact path \"/x\", a prefix \"/x/*\", or a regular expression \"~^/v[0-9]+/\"",
          PathPatterns::pattern);

  // RFC 3986 section 3.3
  private static final Pattern CHARACTERS =
      Pattern.compile("(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*");
  private static final Pattern DOTS = Pattern.compile("(?:.*/)?\\.{1,2}(?:/.*)?");

  // compiling recurses with the depth of the expression
  private static final int LONGEST_EXPRESSION = 1024;

  private PathPatterns() {}

  private static String pattern(String text) throws InvalidValue {
    if (text.startsWith("~")) {
      return expression(text);
    }
    if (!text.startsWith("/")) {
      throw new InvalidValue(
          Text.quote(text) + " does not begin with \"/\" or \"~\"",
          text.isEmpty() || text.startsWith("*") ? Optional.of("/*") : Optional.of("/" + text));
    }
    String fixed = text.endsWith("/*") ? text.substring(0, text.length() - 1) : text;
    if (fixed.indexOf('*') >= 0) {
      throw new InvalidValue(
          Text.quote(text) + " has a \"*\" that is not a last segment of its own",
          fixed.indexOf('*') == fixed.length() - 1
              ? Optional.of(fixed.substring(0, fixed.length() - 1) + "/*")
              : Optional.empty());
    }
    if (!CHARACTERS.matcher(fixed).matches()) {
      throw new InvalidValue(
          Text.quote(text) + " has a character that a path can't have (write it percent-encoded)");
    }
    if (DOTS.matcher(fixed).matches()) {
      throw new InvalidValue(Text.quote(text) + " has a segment \".\" or \"..\"");
    }
    return text;
  }

  private static String expression(String text) throws InvalidValue {
    if (text.length() == 1) {
      throw new InvalidValue(Text.quote(text) + " has no regular expression");
    }
    if (text.length() > LONGEST_EXPRESSION) {
      throw new InvalidValue(
          Text.quote(text) + " is longer than " + LONGEST_EXPRESSION + " characters");
    }
    try {
      Pattern.compile(text.substring(1));
      return text;
    } catch (PatternSyntaxException e) {
      throw new InvalidValue(
          Text.quote(text)
              + " is not a regular expression: "
              + e.getDescription()
              + (e.getIndex() < 0 ? "" : " at character " + (e.getIndex() + 1)));
    }
  }
}
