package dev.sluice.balancer.simulate;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Guesses which name was meant. */
public final class Closest {

  private static final int LONGEST = 64;

  private Closest() {}

  /** To be put at the end of a message; empty when no name is close. */
  public static String hint(String text, Collection<String> names) {
    return names.stream()
        .filter(name -> Math.max(name.length(), text.length()) <= LONGEST)
        .filter(name -> distance(text, name) <= Math.min(2, Math.max(2, name.length()) / 2))
        .min(Comparator.comparingInt(name -> distance(text, name)))
        .map(name -> "; did you mean \"" + name + "\"?")
        .orElse("");
  }

  // Levenshtein's: letters put in, left out, mistaken
  private static int distance(String text, String name) {
    String a = text.toLowerCase(Locale.ROOT);
    String b = name.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int mistaken = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(mistaken, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
