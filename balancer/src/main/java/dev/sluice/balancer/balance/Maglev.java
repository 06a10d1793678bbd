package dev.sluice.balancer.balance;

import java.util.Arrays;

/**
 * A table of prime size that backends fill in turns, each in an order of its own (Eisenbud and
 * others, "Maglev: a fast and reliable software network load balancer", 2016, section 3.4). The
 * most even of the hashing ones; a member more or less moves its share of the keys and a few
 * others.
 */
final class Maglev implements Selector {

  /** Primes, each about four times the one before. */
  private static final int[] SIZES = {65_537, 262_147, 1_048_583, 4_194_319};

  private static final int SLOTS_PER_MEMBER = 25;
  private static final long STRIDE = 0x9e3779b97f4a7c15L;

  private final Candidates all;
  private final int[] table;

  Maglev(Candidates all) {
    this.all = all;
    this.table = fill(all, size(all.tier().length));
  }

  // By the tier, so that the table keeps its size while backends go down and come up.
  private static int size(int members) {
    for (int size : SIZES) {
      if (size >= (long) members * SLOTS_PER_MEMBER) {
        return size;
      }
    }
    return SIZES[SIZES.length - 1];
  }

  private static int[] fill(Candidates all, int size) {
    int[] table = new int[size];
    Arrays.fill(table, -1);
    int[] at = new int[all.size()];
    int[] skip = new int[all.size()];
    double heaviest = 0;
    for (int i = 0; i < at.length; i++) {
      long seed = all.get(i).seed();
      at[i] = HashKeys.bounded(seed, size);
      skip[i] = 1 + HashKeys.bounded(HashKeys.mix(seed + STRIDE), size - 1);
      heaviest = Math.max(heaviest, all.get(i).weight());
    }
    double[] due = new double[at.length];
    int filled = 0;
    while (true) {
      for (int i = 0; i < at.length; i++) {
        due[i] += all.get(i).weight() / heaviest;
        if (due[i] < 1) {
          continue;
        }
        due[i]--;
        int slot = at[i];
        while (table[slot] >= 0) {
          slot = after(slot, skip[i], size);
        }
        table[slot] = i;
        at[i] = after(slot, skip[i], size);
        if (++filled == size) {
          return table;
        }
      }
    }
  }

  private static int after(int slot, int skip, int size) {
    int next = slot + skip;
    return next < size ? next : next - size;
  }

  @Override
  public Backend select(Attempts attempts, long now) {
    long hash = attempts.hash(all.random());
    for (int i = 0; i < TRIES; i++) {
      Backend next = all.get(table[HashKeys.bounded(hash, table.length)]);
      if (all.take(next, attempts)) {
        return next;
      }
      hash = HashKeys.mix(hash + STRIDE);
    }
    return all.takeAny(attempts);
  }
}
