package dev.sluice.balancer.balance;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The backend with the fewest active leases for its weight. Up to {@link #EXACT} backends it looks
 * at all of them, and ties go round in turn, so that an idle pool is not served by its first one
 * alone. Beyond that it takes the best of 2·log2(n) drawn by weight: a counter that every event
 * loop changes can't be kept in order for less than it costs to pick (docs/algorithms.md has
 * figures).
 */
final class LeastConnections implements Selector {

  /** Most backends that are looked at one by one. */
  static final int EXACT = 64;

  private final Candidates all;
  private final AtomicLong cursor;
  private final Sampler sampler;
  private final int samples;

  LeastConnections(Candidates all, AtomicLong cursor) {
    this.all = all;
    this.cursor = cursor;
    this.sampler = Sampler.weighted(all.weights());
    this.samples = 2 * (Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, all.size() - 1)));
  }

  @Override
  public Backend select(Attempts attempts, long now) {
    for (int i = 0; i < TRIES; i++) {
      Backend best = all.size() <= EXACT ? bestOfAll(attempts) : bestOfSome(attempts);
      if (best == null) {
        break;
      }
      // Another event loop may have filled it up.
      if (best.tryAcquire()) {
        return best;
      }
    }
    return all.takeAny(attempts);
  }

  private Backend bestOfAll(Attempts attempts) {
    int size = all.size();
    int at = (int) Long.remainderUnsigned(cursor.getAndIncrement(), size);
    Backend best = null;
    for (int n = 0; n < size; n++) {
      best = better(best, all.get(at), attempts);
      at = at + 1 == size ? 0 : at + 1;
    }
    return best;
  }

  private Backend bestOfSome(Attempts attempts) {
    Backend best = null;
    for (int n = 0; n < samples; n++) {
      best = better(best, all.get(sampler.draw(all.random())), attempts);
    }
    return best;
  }

  private Backend better(Backend best, Backend other, Attempts attempts) {
    if (best != null) {
      // active / weight, without a division; neither can overflow a long
      long mine = (other.active() + 1L) * best.weight();
      long theirs = (best.active() + 1L) * other.weight();
      if (mine >= theirs) {
        return best;
      }
    }
    return all.admits(other, attempts) ? other : best;
  }
}
