package dev.sluice.balancer.balance;

import java.util.random.RandomGenerator;

/**
 * Draws indices by weight in constant time: the alias method (Walker 1977), with the tables built
 * in linear time (Vose, "A linear algorithm for generating random numbers with a given
 * distribution", 1991). Even weights need no table.
 */
final class Sampler {

  private static final double UNIT = 0x1.0p-31;

  private final int size;
  private final int[] alias;
  // of the column's own index; the rest is the alias's
  private final float[] own;

  private Sampler(int size, int[] alias, float[] own) {
    this.size = size;
    this.alias = alias;
    this.own = own;
  }

  static Sampler even(int size) {
    return new Sampler(size, new int[0], new float[0]);
  }

  /**
   * @param weights positive
   */
  static Sampler weighted(double[] weights) {
    int size = weights.length;
    double total = 0;
    boolean even = true;
    for (double weight : weights) {
      total += weight;
      even &= weight == weights[0];
    }
    return even ? even(size) : aliased(weights, size / total);
  }

  private static Sampler aliased(double[] weights, double scale) {
    int size = weights.length;
    double[] filled = new double[size];
    int[] alias = new int[size];
    float[] own = new float[size];
    int[] order = new int[size];
    int poor = 0;
    int rich = size;
    for (int i = 0; i < size; i++) {
      filled[i] = weights[i] * scale;
      alias[i] = i;
      own[i] = 1;
      order[filled[i] < 1 ? poor++ : --rich] = i;
    }
    // The poor stand at the front, the rich behind them; each poor one is topped up by a rich one.
    for (int next = 0; next < poor && rich < size; next++) {
      int taker = order[next];
      int giver = order[rich];
      own[taker] = (float) filled[taker];
      alias[taker] = giver;
      filled[giver] -= 1 - filled[taker];
      if (filled[giver] < 1) {
        // It has become poor: its place at the border is the next free one of the poor.
        poor++;
        rich++;
      }
    }
    return new Sampler(size, alias, own);
  }

  /** An index; from one 64-bit number. */
  int draw(RandomGenerator random) {
    return at(random.nextLong());
  }

  /** The index that a random number or a hash stands for. */
  int at(long bits) {
    int column = HashKeys.bounded(bits, size);
    if (own.length == 0) {
      return column;
    }
    return ((int) bits >>> 1) * UNIT < own[column] ? column : alias[column];
  }
}
