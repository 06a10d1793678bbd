package dev.sluice.balancer.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that was probably meant. */
public final class Suggestions {

  private static final int LONGEST = 64;

  private record Candidate(String name, int distance) {}

  private Suggestions() {}

  /** To be put at the end of a message: {@code ; did you mean "…"?}, or nothing. */
  public static String hint(String text, Collection<String> names) {
    return closest(text, names).map(name -> "; did you mean \"" + name + "\"?").orElse("");
  }

  /** The closest of some names, if one is close: letter case, {@code -} and {@code _} aside. */
  static Optional<String> closest(String text, Collection<String> names) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    String bare = bare(text);
    return names.stream()
        .filter(name -> name.length() <= LONGEST)
        .map(name -> new Candidate(name, distance(bare, bare(name))))
        .filter(found -> found.distance() <= tolerance(bare, bare(found.name())))
        .min(Comparator.comparingInt(Candidate::distance))
        .map(Candidate::name);
  }

  // one mistake in three letters: "udp" is no misspelt "tcp"
  private static int tolerance(String a, String b) {
    return Math.min(2, Math.max(a.length(), b.length()) / 3);
  }

  private static String bare(String name) {
    return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
  }

  /** Damerau-Levenshtein, restricted: letters put in, left out, mistaken, or swapped. */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int mistaken = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(d[i - 1][j - 1] + mistaken, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
