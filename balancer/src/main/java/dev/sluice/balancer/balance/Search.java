package dev.sluice.balancer.balance;

import java.util.Optional;

/**
 * The search of one connection or request for a backend, from the first pick to the last, with the
 * waiting in between. For one event loop.
 */
public final class Search {

  private final Pool pool;
  private final Attempts attempts;
  private final Waiter waiter;
  private Optional<Place> place = Optional.empty();

  /**
   * @param attempts what it knows; backends are left out by {@link Attempts#exclude}
   * @param waiter told of each outcome, also of one that needs no waiting; its executor is the
   *     event loop of this search
   */
  public Search(Pool pool, Attempts attempts, Waiter waiter) {
    this.pool = pool;
    this.attempts = attempts;
    this.waiter = waiter;
  }

  /**
   * Looks for a backend; the waiter is told of one, or of none, at once or later.
   *
   * @return whether it waits for one now
   */
  public boolean next() {
    place = Optional.empty();
    Pick pick = pool.acquire(attempts, waiter);
    if (pick instanceof Lease lease) {
      waiter.granted(lease);
    } else if (pick instanceof Place waiting) {
      place = Optional.of(waiting);
    } else {
      waiter.refused((Refusal) pick);
    }
    return place.isPresent();
  }

  /** Gives a place in the queue up, if there is one; the waiter is not told. */
  public void cancel() {
    place.ifPresent(Place::cancel);
    place = Optional.empty();
  }
}
