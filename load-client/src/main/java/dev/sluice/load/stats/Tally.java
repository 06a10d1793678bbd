package dev.sluice.load.stats;

import java.util.Map;
import java.util.TreeMap;

/** Counts by name; names past the limit are counted together, as "other". */
final class Tally {

  static final int NAMES = 1000;
  static final String OTHER = "other";

  private final Map<String, long[]> counts = new TreeMap<>();

  void add(String name, long count) {
    long[] known = counts.get(name);
    if (known == null) {
      String kept = counts.size() < NAMES ? name : OTHER;
      known = counts.computeIfAbsent(kept, key -> new long[1]);
    }
    known[0] += count;
  }

  void add(Tally other) {
    other.counts.forEach((name, count) -> add(name, count[0]));
  }

  Map<String, Long> counts() {
    Map<String, Long> copy = new TreeMap<>();
    counts.forEach((name, count) -> copy.put(name, count[0]));
    return copy;
  }
}
