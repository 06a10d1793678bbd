package dev.sluice.balancer.balance;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Walks a fixed order of turns, one step per pick, over all event loops together: 1, 2, 3, 1, … The
 * plain order is round robin, a weighted one is weighted round robin. A turn that can't be taken is
 * used up, so that no neighbour gets two in a row.
 */
final class Rotation implements Selector {

  private static final int LONGEST_WALK = 64;

  private final Candidates all;
  private final int[] turns;
  private final AtomicLong cursor;

  Rotation(Candidates all, int[] turns, AtomicLong cursor) {
    this.all = all;
    this.turns = turns;
    this.cursor = cursor;
  }

  @Override
  public Backend select(Attempts attempts, long now) {
    int walk = Math.min(turns.length, LONGEST_WALK);
    for (int i = 0; i < walk; i++) {
      // Unsigned, so that nothing happens when the cursor passes 2^63.
      Backend next =
          all.get(turns[(int) Long.remainderUnsigned(cursor.getAndIncrement(), turns.length)]);
      if (all.take(next, attempts)) {
        return next;
      }
    }
    return all.takeAny(attempts);
  }
}
