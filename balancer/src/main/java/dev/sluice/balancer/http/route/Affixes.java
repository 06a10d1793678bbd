package dev.sluice.balancer.http.route;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Finds the longest of many keys that a text begins or ends with, part by part, in one pass over
 * the text however many keys there are, and without making strings of its parts. Immutable; for any
 * thread.
 *
 * @param <V> what a key leads to
 */
final class Affixes<V> {

  /** Where a key has to stand in the text, and the character behind it there. */
  enum Side {
    /** {@code /x} in {@code /x/y} and in {@code /x}. */
    FRONT('/', true),
    /** {@code example.com} in {@code www.example.com}, but not in itself. */
    BACK('.', false);

    private final char bound;
    private final boolean whole;

    Side(char bound, boolean whole) {
      this.bound = bound;
      this.whole = whole;
    }

    private char at(String text, int step) {
      return text.charAt(this == FRONT ? step : text.length() - 1 - step);
    }

    private boolean bounded(String text, int step) {
      return step == text.length()
          ? whole
          : at(text, step) == bound && (whole || step + 1 < text.length());
    }

    private boolean holds(String text, String key) {
      return this == FRONT ? text.startsWith(key) : text.endsWith(key);
    }
  }

  /**
   * A key.
   *
   * @param hash of its characters, from the side on which it stands
   * @param shorter the longest other key that stands in this one; null for none
   */
  record Node<V>(String key, int hash, V value, Node<V> shorter) {}

  private final Side side;
  private final Node<V>[] slots;
  private final int longest;

  private Affixes(Side side, Node<V>[] slots, int longest) {
    this.side = side;
    this.slots = slots;
    this.longest = longest;
  }

  static <V> Affixes<V> of(Side side, Map<String, V> values) {
    int longest = values.keySet().stream().mapToInt(String::length).max().orElse(0);
    // At most half full, so that a miss soon meets a gap.
    int size = values.isEmpty() ? 0 : Integer.highestOneBit(values.size()) * 4;
    @SuppressWarnings({"unchecked", "rawtypes"})
    Node<V>[] slots = new Node[size];
    Affixes<V> affixes = new Affixes<>(side, slots, longest);
    // Shorter ones first, so that those which stand in another are there by then.
    List<String> keys =
        values.keySet().stream().sorted(Comparator.comparingInt(String::length)).toList();
    for (String key : keys) {
      affixes.put(key, values.get(key));
    }
    return affixes;
  }

  private void put(String key, V value) {
    int hash = 0;
    for (int step = 0; step < key.length(); step++) {
      hash = 31 * hash + side.at(key, step);
    }
    int slot = slot(hash);
    while (slots[slot] != null) {
      slot = slot + 1 & slots.length - 1;
    }
    slots[slot] = new Node<>(key, hash, value, longest(key));
  }

  private int slot(int hash) {
    return (hash * 0x9E3779B9 >>> 16 ^ hash) & slots.length - 1;
  }

  /** The longest key; its {@link Node#shorter} are all others. Null for none. */
  Node<V> longest(String text) {
    if (slots.length == 0) {
      return null;
    }
    Node<V> found = null;
    int hash = 0;
    int steps = Math.min(text.length(), longest);
    for (int step = 0; step <= steps; step++) {
      if (side.bounded(text, step)) {
        Node<V> node = at(text, step, hash);
        found = node == null ? found : node;
      }
      if (step < steps) {
        hash = 31 * hash + side.at(text, step);
      }
    }
    return found;
  }

  private Node<V> at(String text, int length, int hash) {
    int slot = slot(hash);
    Node<V> node = slots[slot];
    while (node != null) {
      if (node.hash == hash && node.key.length() == length && side.holds(text, node.key)) {
        return node;
      }
      slot = slot + 1 & slots.length - 1;
      node = slots[slot];
    }
    return null;
  }
}
