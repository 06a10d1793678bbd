package dev.sluice.balancer.simulate;

import dev.sluice.balancer.config.PoolConfig;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the pool that a user means. */
public final class PoolChoice {

  private static final int LONGEST = 64;

  private PoolChoice() {}

  /**
   * The pool of a name, or the only one there is.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  public static PoolConfig find(List<PoolConfig> pools, Optional<String> name) {
    List<String> names = pools.stream().map(PoolConfig::name).toList();
    if (names.isEmpty()) {
      throw new IllegalArgumentException("there is no pool in the configuration");
    }
    if (name.isEmpty() && names.size() == 1) {
      return usable(pools.get(0));
    }
    String expected = "expected " + (names.size() == 1 ? "" : "one of ") + String.join(", ", names);
    if (name.isEmpty()) {
      throw new IllegalArgumentException("--pool is missing; " + expected);
    }
    return pools.stream()
        .filter(pool -> pool.name().equals(name.get()))
        .findFirst()
        .map(PoolChoice::usable)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no pool \""
                        + name.get()
                        + "\"; "
                        + expected
                        + closest(name.get(), names)
                            .map(close -> "; did you mean \"" + close + "\"?")
                            .orElse("")));
  }

  private static PoolConfig usable(PoolConfig pool) {
    if (pool.backends().isEmpty()) {
      throw new IllegalArgumentException(
          "the pool \"" + pool.name() + "\" has no backends in the file; expected at least one");
    }
    return pool;
  }

  private static Optional<String> closest(String text, List<String> names) {
    return names.stream()
        .filter(name -> Math.max(name.length(), text.length()) <= LONGEST)
        .filter(name -> distance(text, name) <= Math.min(2, Math.max(2, name.length()) / 2))
        .min(Comparator.comparingInt(name -> distance(text, name)));
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
