package dev.sluice.balancer.config;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
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
  private static final Pattern DOTS = Pattern.compile("(?s)(?:.*/)?\\.{1,2}(?:/.*)?");

  private static final Pattern FORBIDDEN = Pattern.compile("[\\x00-\\x1F\\x7F\\\\]");

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
    if (path.indexOf(';') >= 0) {
      throw new InvalidValue(
          Text.quote(text)
              + " has a \";\", and what is behind one in a segment is never looked at (write %3B if it"
              + " belongs to a name)");
    }
    if (path.contains("//")) {
      throw new InvalidValue(
          Text.quote(text) + " has an empty segment, as no path has that is looked at",
          Optional.of(text.replaceAll("/+", "/")));
    }
    if (DOTS.matcher(decoded(text, path)).matches()) {
      throw new InvalidValue(Text.quote(text) + " has a segment \".\" or \"..\"");
    }
  }

  // What a request can't have either.
  private static String decoded(String text, String fixed) throws InvalidValue {
    String decoded;
    try {
      decoded = octets(fixed);
    } catch (CharacterCodingException e) {
      throw new InvalidValue(Text.quote(text) + " has encoded octets that are not UTF-8");
    }
    if (FORBIDDEN.matcher(decoded).find()) {
      throw new InvalidValue(
          Text.quote(text) + " has an encoded control character or backslash, which is refused");
    }
    return decoded;
  }

  private static String octets(String fixed) throws CharacterCodingException {
    ByteBuffer octets = ByteBuffer.allocate(fixed.length());
    for (int i = 0; i < fixed.length(); i++) {
      boolean encoded = fixed.charAt(i) == '%';
      octets.put((byte) (encoded ? Integer.parseInt(fixed, i + 1, i + 3, 16) : fixed.charAt(i)));
      i += encoded ? 2 : 0;
    }
    return StandardCharsets.UTF_8.newDecoder().decode(octets.flip()).toString();
  }

  private static String expression(String text) throws InvalidValue {
    Expressions.compile(text.substring(1), text);
    return text;
  }
}
