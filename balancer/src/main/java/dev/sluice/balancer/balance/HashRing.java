package dev.sluice.balancer.balance;

import java.util.Arrays;

/**
 * Consistent hashing with bounded loads: keys and points of backends lie on a ring, a key belongs
 * to the next point; a backend with more than its bound is passed over (Karger and others,
 * "Consistent hashing and random trees", 1997; Mirrokni, Thorup and Zadimoghaddam, "Consistent
 * hashing with bounded loads", 2018).
 *
 * <p>The points of a backend depend on its address and weight alone, so those that stay keep
 * theirs. How many each has per unit of weight depends on the total weight of the tier, in powers
 * of two.
 */
final class HashRing implements Selector {

  private static final int MOST_POINTS = 1 << 19;
  private static final double MOST_POINTS_PER_WEIGHT = 512;
  private static final int LONGEST_WALK = 512;

  private final Candidates all;
  private final Load load;
  private final double loadFactor;
  private final double totalWeight;
  // sorted; the upper bits are the place on the ring, the lower ones the backend's index
  private final long[] points;
  // where the points of each equal part of the ring begin
  private final int[] parts;
  private final int partShift;
  private final long indexMask;

  HashRing(Candidates all, Load load, double loadFactor) {
    this.all = all;
    this.load = load;
    this.loadFactor = loadFactor;
    this.totalWeight = Arrays.stream(all.weights()).sum();
    this.indexMask = (Integer.highestOneBit(Math.max(1, all.size())) * 2L) - 1;
    long[] unsorted = points(pointsPerWeight(all.tier()));
    int partBits = Math.max(1, 31 - Integer.numberOfLeadingZeros(Math.max(2, unsorted.length)));
    this.partShift = Long.SIZE - 1 - partBits;
    this.parts = new int[(1 << partBits) + 1];
    this.points = sorted(unsorted);
  }

  private static double pointsPerWeight(Backend[] tier) {
    double total = Arrays.stream(Candidates.weights(tier)).sum();
    double fitting = Math.min(MOST_POINTS_PER_WEIGHT, MOST_POINTS / Math.max(1, total));
    return Math.pow(2, Math.floor(Math.log(fitting) / Math.log(2)));
  }

  private long[] points(double perWeight) {
    int[] counts = new int[all.size()];
    Arrays.setAll(counts, i -> (int) Math.max(1, Math.round(all.get(i).weight() * perWeight)));
    long[] made = new long[Arrays.stream(counts).sum()];
    int next = 0;
    for (int i = 0; i < counts.length; i++) {
      long seed = all.get(i).seed();
      for (int n = 0; n < counts[i]; n++) {
        // 63 bits, so that order is order
        made[next++] = (HashKeys.mix(seed + n * 0x9e3779b97f4a7c15L) >>> 1 & ~indexMask) | i;
      }
    }
    return made;
  }

  // Hashes are spread evenly, so one round of buckets leaves next to nothing to sort; the buckets
  // stay as an index, which replaces most of a binary search.
  private long[] sorted(long[] unsorted) {
    for (long point : unsorted) {
      parts[(int) (point >>> partShift) + 1]++;
    }
    for (int i = 1; i < parts.length; i++) {
      parts[i] += parts[i - 1];
    }
    int[] next = Arrays.copyOf(parts, parts.length);
    long[] ordered = new long[unsorted.length];
    for (long point : unsorted) {
      ordered[next[(int) (point >>> partShift)]++] = point;
    }
    for (int i = 0; i + 1 < parts.length; i++) {
      if (parts[i + 1] - parts[i] > 1) {
        Arrays.sort(ordered, parts[i], parts[i + 1]);
      }
    }
    return ordered;
  }

  @Override
  public Backend select(Attempts attempts, long now) {
    int at = find(attempts.hash(all.random()) >>> 1);
    double fair = loadFactor * (load.active() + 1) / totalWeight;
    Backend last = null;
    for (int step = 0; step < LONGEST_WALK; step++) {
      Backend next = all.get((int) (points[at] & indexMask));
      if (next != last && all.takeBelow(next, attempts, bound(next, fair))) {
        return next;
      }
      last = next;
      at = at + 1 == points.length ? 0 : at + 1;
    }
    return leastLoaded(attempts);
  }

  private static int bound(Backend backend, double fair) {
    return (int) Math.min(Integer.MAX_VALUE, Math.ceil(fair * backend.weight()));
  }

  // The bounds add up to more than there is, so one is below its own unless it was left out.
  private Backend leastLoaded(Attempts attempts) {
    Backend best = null;
    for (int i = 0; i < all.size(); i++) {
      Backend next = all.get(i);
      if (all.admits(next, attempts)
          && (best == null || Cost.connections(next) < Cost.connections(best))) {
        best = next;
      }
    }
    return best != null && best.tryAcquire() ? best : all.takeAny(attempts);
  }

  // The first point at or after a place, or the first of all.
  private int find(long place) {
    int part = (int) (place >>> partShift);
    int at = parts[part];
    int end = parts[part + 1];
    while (at < end && points[at] < place) {
      at++;
    }
    return at == points.length ? 0 : at;
  }
}
