package dev.sluice.balancer.balance;

import java.util.random.RandomGenerator;

/**
 * Draws indices by weight in constant time: the alias method (Walker 1977), with the tables built
 * in linear time (Vose, "A linear algorithm for generating random numbers with a given
 * distribution", 1991). Even weights need no table.
 */
final class Sampler {

  private static final double UNIT = 0x1.0p-31;

  private static final long[] EVEN = {};

  private final int size;
  // upper half: the share of the column's own index, a float's bits; the rest is that of the alias,
  // in the lower half. One word, since each array looked at may miss the cache.
  private final long[] columns;

  private Sampler(int size, long[] columns) {
    this.size = size;
    this.columns = columns;
  }

  static Sampler even(int size) {
    return new Sampler(size, EVEN);
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
    return new Sampler(size, columns(alias, own));
  }

  private static long[] columns(int[] alias, float[] own) {
    long[] columns = new long[own.length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = (long) Float.floatToRawIntBits(own[i]) << 32 | alias[i];
    }
    return columns;
  }

  /** An index; from one 64-bit number. */
  int draw(RandomGenerator random) {
    return at(random.nextLong());
  }

  /** The index that a random number or a hash stands for. */
  int at(long bits) {
    int column = HashKeys.bounded(bits, size);
    if (columns.length == 0) {
      return column;
    }
    long drawn = columns[column];
    float own = Float.intBitsToFloat((int) (drawn >>> 32));
    return ((int) bits >>> 1) * UNIT < own ? column : (int) drawn;
  }
}
