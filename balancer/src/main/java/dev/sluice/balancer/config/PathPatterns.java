package dev.sluice.balancer.config;

import java.util.Optional;
import java.util.regex.Pattern;

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
    check(fixed, text);
    return text;
  }

  /** A path without patterns in it. */
  static String fixed(String text) throws InvalidValue {
    if (!text.startsWith("/")) {
      throw new InvalidValue(Text.quote(text) + " does not begin with \"/\"");
    }
    check(text, text);
    return text;
  }

  private static void check(String path, String text) throws InvalidValue {
    if (!CHARACTERS.matcher(path).matches()) {
      throw new InvalidValue(
          Text.quote(text) + " has a character that a path can't have (write it percent-encoded)");
    }
    if (DOTS.matcher(path).matches()) {
      throw new InvalidValue(Text.quote(text) + " has a segment \".\" or \"..\"");
    }
  }

  private static String expression(String text) throws InvalidValue {
    Expressions.compile(text.substring(1), text);
    return text;
  }
}
