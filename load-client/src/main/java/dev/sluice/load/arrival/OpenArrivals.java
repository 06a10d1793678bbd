package dev.sluice.load.arrival;

import dev.sluice.load.plan.Pace;

/**
 * The open model: request {@code i} of the run is due at {@code i / rate}, whatever the answers do.
 * Late requests keep their due time. Worker {@code w} of {@code n} has the requests {@code w, w +
 * n, w + 2n …}, so that the workers need not agree on anything. The backlog takes no memory: it is
 * the distance between the next request and the clock.
 */
public final class OpenArrivals implements Arrivals {

  private static final double NANOS_PER_SECOND = 1e9;

  private final double nanosPerRequest;
  private final long stride;
  private final long end;
  private long next;
  private long seen;

  /** The requests of worker {@code worker} of {@code workers}. */
  public OpenArrivals(Pace pace, int worker, int workers) {
    this.nanosPerRequest = NANOS_PER_SECOND / pace.rate();
    this.stride = workers;
    this.next = worker;
    this.seen = worker;
    long counted = firstAt(pace.warmup().toNanos());
    long byCount =
        pace.requests() > Long.MAX_VALUE - counted ? Long.MAX_VALUE : counted + pace.requests();
    long byTime = pace.endNanos() == Long.MAX_VALUE ? Long.MAX_VALUE : firstAt(pace.endNanos());
    this.end = Math.min(byCount, byTime);
  }

  @Override
  public long take(long now) {
    if (next >= end) {
      return DONE;
    }
    long due = due(next);
    if (due > now) {
      return NOT_YET;
    }
    next += stride;
    return due;
  }

  @Override
  public long nextDue(long now) {
    return next >= end ? Long.MAX_VALUE : due(next);
  }

  @Override
  public long overslept(long now, long tolerance) {
    long late = 0;
    if (seen < end && due(seen) < now - tolerance) {
      long first = Math.min(end, firstAt(now - tolerance));
      late = countTo(first);
      seen += late * stride;
    }
    long due = Math.min(end, firstAt(now + 1));
    seen += countTo(due) * stride;
    return late;
  }

  private long countTo(long limit) {
    return seen >= limit ? 0 : (limit - seen + stride - 1) / stride;
  }

  private long due(long index) {
    return (long) (index * nanosPerRequest);
  }

  /** The first request of the run that is due at this time or later. */
  private long firstAt(long nanos) {
    long index = Math.max(0, (long) (nanos / nanosPerRequest) - 1);
    while (due(index) < nanos) {
      index++;
    }
    return index;
  }
}
