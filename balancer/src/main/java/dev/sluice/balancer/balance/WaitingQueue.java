package dev.sluice.balancer.balance;

import dev.sluice.balancer.config.QueueConfig;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Those who wait for a backend, first come, first served; only one whose own attempts rule out what
 * is free is passed over. Bounded. Any thread may join, leave and serve; one serves at a time, and
 * nobody waits for it.
 */
final class WaitingQueue {

  /** How a backend is found for someone who waits. */
  interface Source {

    /** Whatever there is. */
    Pick choose(Attempts attempts);

    /** A backend that has just become free, or a refusal. */
    Pick take(Backend freed, Attempts attempts);

    /** Whether a refusal may turn into a lease by waiting. */
    boolean worthWaiting(Refusal refusal);
  }

  private final Scheduler scheduler;
  private final Source source;
  private final Queue<Place> places = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicInteger calls = new AtomicInteger();

  WaitingQueue(Scheduler scheduler, Source source) {
    this.scheduler = scheduler;
    this.source = source;
  }

  boolean isEmpty() {
    return size.get() == 0;
  }

  int size() {
    return size.get();
  }

  /** A {@link Place}, or {@link Refusal#QUEUE_FULL}. */
  Pick join(Attempts attempts, Waiter waiter, QueueConfig limits) {
    if (size.incrementAndGet() > limits.size()) {
      size.decrementAndGet();
      return Refusal.QUEUE_FULL;
    }
    attempts.settleKey();
    Place place = new Place(this, attempts, waiter);
    place.timer(scheduler.schedule(limits.timeout().toNanos(), () -> timedOut(place)));
    places.add(place);
    // What became free since the caller was refused.
    serve();
    return place;
  }

  private void timedOut(Place place) {
    if (place.decide(Refusal.QUEUE_TIMEOUT)) {
      left(place);
    }
  }

  void left(Place place) {
    size.decrementAndGet();
    places.remove(place);
  }

  /** A lease of a backend has ended. */
  void freed(Backend backend) {
    if (!isEmpty()) {
      serve(backend);
    }
  }

  /** Something else may have changed for the better, or for good. */
  void serve() {
    if (calls.getAndIncrement() == 0) {
      serveAll();
    }
  }

  private void serve(Backend freed) {
    if (calls.getAndIncrement() != 0) {
      return;
    }
    for (Place place : places) {
      if (place.waits()
          && source.take(freed, place.attempts()) instanceof Lease lease
          && settle(place, lease)) {
        break;
      }
    }
    if (!calls.compareAndSet(1, 0)) {
      serveAll();
    }
  }

  private void serveAll() {
    int seen;
    do {
      seen = calls.get();
      boolean more = true;
      for (Iterator<Place> all = places.iterator(); more && all.hasNext(); ) {
        more = serve(all.next());
      }
    } while (calls.addAndGet(-seen) != 0);
  }

  /** Whether it is worth asking for the next one. */
  private boolean serve(Place place) {
    if (!place.waits()) {
      return true;
    }
    Pick pick = source.choose(place.attempts());
    if (pick instanceof Refusal refusal && source.worthWaiting(refusal)) {
      return place.attempts().count() > 0;
    }
    settle(place, pick);
    return true;
  }

  private boolean settle(Place place, Pick pick) {
    if (place.decide(pick)) {
      left(place);
      return true;
    }
    if (pick instanceof Lease lease) {
      lease.complete(Outcome.CANCELLED);
    }
    return false;
  }

  /** Sends everyone away. */
  void refuseAll(Refusal refusal) {
    for (Place place : places) {
      settle(place, refusal);
    }
  }
}
