package dev.sluice.balancer.balance;

import dev.sluice.balancer.config.QueueConfig;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * The data path of a pool: picks by the selection in force, keeps the books of leases. Takes no
 * lock; called from every event loop at once.
 */
final class Picker implements Ledger, Load, WaitingQueue.Source {

  private final Clock clock;
  private final WaitingQueue queue;
  private final OutlierDetector outliers;
  private final Consumer<Backend> onDrained;
  private final LongAdder active = new LongAdder();
  private volatile Selection selection;
  private volatile QueueConfig limits = QueueConfig.DEFAULT;

  /**
   * @param onDrained is told when the last lease of a backend ends that takes no new traffic
   */
  Picker(Clock clock, Scheduler scheduler, OutlierDetector outliers, Consumer<Backend> onDrained) {
    this.clock = clock;
    this.queue = new WaitingQueue(scheduler, this);
    this.outliers = outliers;
    this.onDrained = onDrained;
  }

  Selection selection() {
    return selection;
  }

  WaitingQueue queue() {
    return queue;
  }

  /** On the control executor. */
  void publish(Selection next, QueueConfig nextLimits) {
    limits = nextLimits;
    selection = next;
    if (!queue.isEmpty()) {
      queue.serve();
    }
  }

  @Override
  public long active() {
    return active.sum();
  }

  @Override
  public long now() {
    return clock.nanos();
  }

  @Override
  public Pick choose(Attempts attempts) {
    long now = clock.nanos();
    while (true) {
      Selection seen = selection;
      Backend taken = attempts.preferred();
      if (taken == null || !takes(taken, attempts, seen)) {
        taken = seen.selector().select(attempts, now);
      }
      if (taken != null) {
        return lease(taken, now);
      }
      // What was selected may have gone down under it.
      if (seen == selection) {
        return refusal(seen, attempts);
      }
    }
  }

  private static boolean takes(Backend wanted, Attempts attempts, Selection seen) {
    boolean selected = wanted.backup() == seen.backups() && wanted.usable();
    return selected && !attempts.excludes(wanted) && wanted.tryAcquire();
  }

  private Lease lease(Backend taken, long now) {
    active.increment();
    return new Lease(taken, this, now);
  }

  private static Refusal refusal(Selection seen, Attempts attempts) {
    boolean tried = false;
    Candidates all = seen.candidates();
    for (int i = 0; i < all.size(); i++) {
      Backend backend = all.get(i);
      if (seen.panic() || backend.usable()) {
        if (!attempts.excludes(backend)) {
          return Refusal.ALL_BACKENDS_BUSY;
        }
        tried = true;
      }
    }
    return tried ? Refusal.ALL_BACKENDS_TRIED : Refusal.ALL_BACKENDS_DOWN;
  }

  /** Like {@link #choose}, but rather a place in the queue than a refusal. */
  Pick acquire(Attempts attempts, Waiter waiter) {
    QueueConfig room = limits;
    if (queue.isEmpty()) {
      Pick pick = choose(attempts);
      if (!(pick instanceof Refusal refusal) || !worthWaiting(refusal)) {
        return pick;
      }
      if (room.size() == 0 && refusal != Refusal.ALL_BACKENDS_BUSY) {
        return refusal;
      }
    }
    return queue.join(attempts, waiter, room);
  }

  @Override
  public Pick take(Backend freed, Attempts attempts) {
    Selection seen = selection;
    boolean selected = freed.backup() == seen.backups() || seen.panic();
    return selected && seen.candidates().take(freed, attempts)
        ? lease(freed, clock.nanos())
        : Refusal.ALL_BACKENDS_BUSY;
  }

  @Override
  public boolean worthWaiting(Refusal refusal) {
    return refusal == Refusal.ALL_BACKENDS_BUSY
        || (refusal == Refusal.ALL_BACKENDS_DOWN && selection.starting());
  }

  @Override
  public void settle(Lease lease, Outcome outcome) {
    Backend backend = lease.backend();
    Traffic traffic = backend.traffic();
    long now = clock.nanos();
    traffic.ended(outcome);
    if (lease.hasResponded()) {
      traffic.responded(lease.latency(), now);
    }
    if (outcome.failure().isPresent()) {
      traffic.failed(now - lease.started(), now);
    }
    outliers.observe(backend, outcome);
    active.decrement();
    if (backend.release() == 0 && backend.condition().intent() != Intent.READY) {
      onDrained.accept(backend);
    }
    queue.freed(backend);
  }
}
