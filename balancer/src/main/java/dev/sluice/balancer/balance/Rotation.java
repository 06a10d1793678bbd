package dev.sluice.balancer.balance;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Walks a fixed order of turns, one step per pick, over all event loops together: 1, 2, 3, 1, … The
 * plain order is round robin, a weighted one is weighted round robin.
 */
final class Rotation implements Selector {

  private final List<Backend> backends;
  private final int[] turns;
  private final AtomicLong cursor;

  Rotation(List<Backend> backends, int[] turns, long start) {
    this.backends = backends;
    this.turns = turns;
    this.cursor = new AtomicLong(start);
  }

  @Override
  public int select(Attempts attempts) {
    // One pass is enough: every backend has at least one turn in it.
    for (int i = 0; i < turns.length; i++) {
      // Unsigned, so that nothing happens when the cursor passes 2^63.
      int turn = turns[(int) Long.remainderUnsigned(cursor.getAndIncrement(), turns.length)];
      if (!attempts.excludes(backends.get(turn))) {
        return turn;
      }
    }
    return remaining(attempts);
  }

  // Other event loops advance the cursor too, so a pass may miss the only backend that is left.
  private int remaining(Attempts attempts) {
    for (int i = 0; i < backends.size(); i++) {
      if (!attempts.excludes(backends.get(i))) {
        return i;
      }
    }
    return NONE;
  }
}
