package dev.sluice.balancer.http.route;

import java.util.regex.Pattern;

/**
 * Exact {@code /x}, prefix {@code /x/*}, or a regular expression {@code ~^/v[0-9]+/}.
 *
 * @param text in normal form; of a prefix without its last slash; of an expression itself
 * @param expression finds nothing where the kind is another
 */
record PathPattern(Kind kind, String text, Pattern expression) {

  /** From the most specific. */
  enum Kind {
    EXACT,
    EXPRESSION,
    PREFIX
  }

  private static final Pattern NONE = Pattern.compile("(?!)");

  /**
   * @param written as in a checked configuration
   */
  static PathPattern of(String written) {
    if (written.startsWith("~")) {
      String expression = written.substring(1);
      return new PathPattern(Kind.EXPRESSION, expression, Pattern.compile(expression));
    }
    try {
      if (written.endsWith("/*")) {
        String folder = PathPolicy.normal(written.substring(0, written.length() - 1));
        return new PathPattern(Kind.PREFIX, folder.substring(0, folder.length() - 1), NONE);
      }
      return new PathPattern(Kind.EXACT, PathPolicy.normal(written), NONE);
    } catch (RefusedPath e) {
      throw new IllegalArgumentException(written + ": " + e.getMessage(), e);
    }
  }

  /** Whether a path in normal form is one of these. */
  boolean matches(String path) throws RefusedPath {
    return switch (kind) {
      case EXACT -> path.equals(text);
      case EXPRESSION -> PathTable.finds(expression, path);
      case PREFIX ->
          path.startsWith(text)
              && (path.length() == text.length() || path.charAt(text.length()) == '/');
    };
  }
}
