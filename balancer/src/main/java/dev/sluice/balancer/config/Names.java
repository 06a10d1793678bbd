package dev.sluice.balancer.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Names that must differ: of all servers, of all pools, of the rules of a server. */
final class Names {

  static final Format<String> FORMAT =
      new Format<>("a name of 1 to 128 visible characters", Names::parse);

  private static final int LONGEST = 128;

  private final Map<String, TableReader> taken = new LinkedHashMap<>();

  private static String parse(String text) throws InvalidValue {
    if (text.isBlank()) {
      throw new InvalidValue("empty");
    }
    if (text.length() > LONGEST) {
      throw new InvalidValue(Text.quote(text) + " is too long");
    }
    if (text.codePoints().anyMatch(Text::isInvisible)) {
      throw new InvalidValue(Text.quote(text) + " has an invisible character");
    }
    return text;
  }

  boolean isTaken(String name) {
    return taken.containsKey(name);
  }

  Set<String> all() {
    return Collections.unmodifiableSet(taken.keySet());
  }

  /**
   * Takes a name, or reports its second use at the {@code name} that somebody wrote.
   *
   * @return the name, or if it was taken something else that is unique
   */
  String claim(String name, TableReader table) {
    TableReader first = taken.putIfAbsent(name, table);
    if (first == null) {
      return name;
    }
    TableReader culprit = table.has("name") ? table : first;
    TableReader other = culprit == table ? first : table;
    culprit.reject(
        "name",
        Text.quote(name) + " is the name of " + other.path() + " too",
        "a name that nothing else of its kind has");
    return table.path();
  }
}
