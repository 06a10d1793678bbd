package dev.sluice.balancer.balance;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The order of turns in which each backend gets its weight, spread as evenly as possible: 5:1:1
 * gives A A B A C A A. In each step everyone gains its weight, the richest takes the turn and pays
 * the total (the smooth weighted round robin of NGINX).
 *
 * <p>Backends of one weight take turns in a fixed order, so only the next one of each weight has to
 * be compared: a step costs the number of different weights, not that of backends.
 */
final class SmoothTurns {

  /** Longest order that is written down, unless there are more backends than a quarter of it. */
  static final int MAX_TURNS = 1 << 14;

  private SmoothTurns() {}

  /** Everyone once. */
  static int[] equal(int size) {
    int[] turns = new int[size];
    Arrays.setAll(turns, i -> i);
    return turns;
  }

  /**
   * @param weights whole numbers, at least 1
   */
  static int[] of(double[] weights) {
    int[] reduced = reduced(weights);
    Peers[] classes = classes(reduced);
    long total = 0;
    for (int weight : reduced) {
      total += weight;
    }
    int[] turns = new int[(int) total];
    for (int turn = 0; turn < total; turn++) {
      Peers richest = classes[0];
      for (Peers one : classes) {
        one.gained += one.weight;
        if (one.comesBefore(richest, total)) {
          richest = one;
        }
      }
      turns[turn] = richest.take();
    }
    return turns;
  }

  private static Peers[] classes(int[] weights) {
    Map<Integer, Integer> sizes = new TreeMap<>();
    for (int weight : weights) {
      sizes.merge(weight, 1, Integer::sum);
    }
    Map<Integer, Peers> byWeight = new TreeMap<>();
    sizes.forEach((weight, size) -> byWeight.put(weight, new Peers(weight, size)));
    for (int i = 0; i < weights.length; i++) {
      byWeight.get(weights[i]).add(i);
    }
    return byWeight.values().toArray(Peers[]::new);
  }

  /**
   * The backends of one weight. All have gained the same; those in front have paid one turn less.
   */
  private static final class Peers {

    private final int weight;
    private final int[] members;
    private long gained;
    private long rounds;
    private int next;

    Peers(int weight, int size) {
      this.weight = weight;
      this.members = new int[size];
    }

    void add(int member) {
      members[next] = member;
      next = (next + 1) % members.length;
    }

    private long credit(long total) {
      return gained - rounds * total;
    }

    boolean comesBefore(Peers other, long total) {
      long mine = credit(total);
      long theirs = other.credit(total);
      return mine > theirs || (mine == theirs && members[next] < other.members[other.next]);
    }

    int take() {
      int member = members[next++];
      if (next == members.length) {
        next = 0;
        rounds++;
      }
      return member;
    }
  }

  private static int[] reduced(double[] weights) {
    long divisor = 0;
    double total = 0;
    for (double weight : weights) {
      divisor = gcd((long) weight, divisor);
      total += weight;
    }
    double scale = Math.max(divisor, total / Math.max(MAX_TURNS, 4 * weights.length));
    int[] reduced = new int[weights.length];
    Arrays.setAll(reduced, i -> (int) Math.max(1, Math.round(weights[i] / scale)));
    return reduced;
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
