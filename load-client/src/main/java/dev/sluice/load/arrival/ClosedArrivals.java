package dev.sluice.load.arrival;

import dev.sluice.load.plan.Pace;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The closed model: a request is due as soon as somebody asks for one, until the time is over or
 * the requests, which all workers share, are taken. Requests of the warm-up are free.
 */
public final class ClosedArrivals implements Arrivals {

  private final long warmup;
  private final long end;
  private final AtomicLong remaining;
  private boolean done;

  /** The remaining requests are shared by all workers of a run. */
  public ClosedArrivals(Pace pace, AtomicLong remaining) {
    this.warmup = pace.warmup().toNanos();
    this.end = pace.endNanos();
    this.remaining = remaining;
  }

  @Override
  public long take(long now) {
    if (done || now >= end) {
      done = true;
    } else if (now >= warmup && remaining.getAndDecrement() <= 0) {
      // Put back, so that many askers over a long time can't run it through its whole range.
      remaining.incrementAndGet();
      done = true;
    }
    return done ? DONE : now;
  }

  @Override
  public long nextDue(long now) {
    return done || now >= end ? Long.MAX_VALUE : now;
  }

  @Override
  public long overslept(long now, long tolerance) {
    return 0;
  }
}
