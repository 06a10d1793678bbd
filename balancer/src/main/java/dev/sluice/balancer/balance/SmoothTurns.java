package dev.sluice.balancer.balance;

import java.util.List;

/**
 * The order of turns in which each backend gets its weight, spread as evenly as possible: 5:1:1
 * gives A A B A C A A. In each step everyone gains its weight, the richest takes the turn and pays
 * the total (the smooth weighted round robin of NGINX).
 */
final class SmoothTurns {

  /** Longest order that is written down; heavier weights are scaled down to fit it. */
  static final int MAX_TURNS = 1 << 14;

  private SmoothTurns() {}

  /** Everyone once. */
  static int[] equal(int size) {
    int[] turns = new int[size];
    for (int i = 0; i < size; i++) {
      turns[i] = i;
    }
    return turns;
  }

  static int[] of(List<Backend> backends) {
    int[] weights = reduced(backends);
    int total = 0;
    for (int weight : weights) {
      total += weight;
    }
    int[] credit = new int[weights.length];
    int[] turns = new int[total];
    for (int turn = 0; turn < total; turn++) {
      int richest = 0;
      for (int i = 0; i < weights.length; i++) {
        credit[i] += weights[i];
        if (credit[i] > credit[richest]) {
          richest = i;
        }
      }
      credit[richest] -= total;
      turns[turn] = richest;
    }
    return turns;
  }

  private static int[] reduced(List<Backend> backends) {
    long divisor = 0;
    long total = 0;
    for (Backend backend : backends) {
      divisor = gcd(backend.weight(), divisor);
      total += backend.weight();
    }
    double scale = Math.max(divisor, (double) total / MAX_TURNS);
    int[] weights = new int[backends.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.max(1, (int) Math.round(backends.get(i).weight() / scale));
    }
    return weights;
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
