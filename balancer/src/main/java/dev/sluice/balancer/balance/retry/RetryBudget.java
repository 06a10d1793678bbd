package dev.sluice.balancer.balance.retry;

import dev.sluice.balancer.balance.Clock;
import dev.sluice.balancer.config.RetryConfig;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Limits retries to a share of recent requests, so that a pool in trouble isn't asked for many
 * times the work. A window of ten slices; each is one word with the number of its slice, its
 * requests and its retries. Lock-free; one for a pool, used from every event loop.
 */
public final class RetryBudget {

  private static final int SLICES = 10;
  private static final int RETRY_BITS = 20;
  private static final int REQUEST_BITS = 24;
  private static final long RETRY_MASK = (1L << RETRY_BITS) - 1;
  private static final long REQUEST_MASK = (1L << REQUEST_BITS) - 1;
  private static final int SLICE_SHIFT = RETRY_BITS + REQUEST_BITS;
  private static final long SLICE_MASK = (1L << (Long.SIZE - SLICE_SHIFT)) - 1;
  private static final long ONE_REQUEST = 1L << RETRY_BITS;
  private static final long ONE_RETRY = 1;

  private final double share;
  private final int floor;
  private final long sliceNanos;
  private final Clock clock;
  private final AtomicLongArray slices = new AtomicLongArray(SLICES);

  /** A budget that nothing has been spent of. */
  public RetryBudget(RetryConfig.Budget config, Clock clock) {
    this.share = config.share();
    this.floor = config.floor();
    this.sliceNanos = Math.max(1, config.window().toNanos() / SLICES);
    this.clock = clock;
  }

  /** A request came in; not to be called for its retries. */
  public void request() {
    add(slice(), ONE_REQUEST);
  }

  /** Spends one retry or hedge; false when there is none left. */
  public boolean tryRetry() {
    long now = slice();
    // Paid first and counted then, so that two can't both take the last one.
    add(now, ONE_RETRY);
    long requests = 0;
    long retries = 0;
    for (int i = 0; i < SLICES; i++) {
      long word = slices.get(i);
      if (((now - (word >>> SLICE_SHIFT)) & SLICE_MASK) < SLICES) {
        requests += word >>> RETRY_BITS & REQUEST_MASK;
        retries += word & RETRY_MASK;
      }
    }
    if (retries <= Math.max(floor, (long) (share * requests))) {
      return true;
    }
    add(now, -ONE_RETRY);
    return false;
  }

  private long slice() {
    return Math.floorDiv(clock.nanos(), sliceNanos);
  }

  private void add(long slice, long what) {
    int index = (int) Math.floorMod(slice, (long) SLICES);
    long stamp = (slice & SLICE_MASK) << SLICE_SHIFT;
    while (true) {
      long seen = slices.get(index);
      boolean current = seen >>> SLICE_SHIFT == (slice & SLICE_MASK);
      long start = current ? seen : stamp;
      long next = start + what;
      // A full counter stays full; and what was paid in a slice that is over can't be taken back.
      boolean overflows = (next >>> SLICE_SHIFT) != (slice & SLICE_MASK);
      boolean full =
          (what == ONE_REQUEST && (start >>> RETRY_BITS & REQUEST_MASK) == REQUEST_MASK)
              || (what == ONE_RETRY && (start & RETRY_MASK) == RETRY_MASK)
              || (what == -ONE_RETRY && (start & RETRY_MASK) == 0);
      if (overflows || full || slices.compareAndSet(index, seen, next)) {
        return;
      }
    }
  }
}
