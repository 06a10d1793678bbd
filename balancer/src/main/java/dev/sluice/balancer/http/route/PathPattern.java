package dev.sluice.balancer.http.route;

import java.util.regex.Pattern;

/** Exact {@code /x}, prefix {@code /x/*}, or a regular expression {@code ~^/v[0-9]+/}. */
sealed interface PathPattern {

  boolean matches(String path);

  /** Exact paths before regular expressions before prefixes, longer prefixes before shorter. */
  int specificity();

  static PathPattern of(String text) {
    if (text.startsWith("~")) {
      return new Regex(Pattern.compile(text.substring(1)));
    }
    return text.endsWith("/*") ? new Prefix(text.substring(0, text.length() - 1)) : new Exact(text);
  }

  /** One path. */
  record Exact(String path) implements PathPattern {
    @Override
    public boolean matches(String asked) {
      return asked.equals(path);
    }

    @Override
    public int specificity() {
      return Integer.MAX_VALUE;
    }
  }

  /** A path found anywhere in the asked one, as the expression's anchors allow. */
  record Regex(Pattern pattern) implements PathPattern {
    @Override
    public boolean matches(String asked) {
      return pattern.matcher(asked).find();
    }

    @Override
    public int specificity() {
      return Integer.MAX_VALUE - 1;
    }
  }

  /** All paths below a folder, and the folder itself without its last slash. */
  record Prefix(String folder) implements PathPattern {
    @Override
    public boolean matches(String asked) {
      return asked.startsWith(folder)
          || (asked.length() == folder.length() - 1 && folder.startsWith(asked));
    }

    @Override
    public int specificity() {
      return folder.length();
    }
  }
}
