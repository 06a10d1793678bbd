package dev.sluice.balancer.net;

import java.util.function.LongSupplier;

/**
 * Lets one of many like events through per second, and says how many it stands for, so that a dead
 * backend under load does not fill the log. For one event loop.
 */
final class Throttle {

  private static final long INTERVAL_NANOS = 1_000_000_000L;

  private final LongSupplier clock;
  private long last;
  private long suppressed;
  private boolean any;

  /**
   * @param clock monotonic nanoseconds
   */
  Throttle(LongSupplier clock) {
    this.clock = clock;
  }

  /** How many events this one stands for, itself included; 0 when it is not to be told. */
  long admit() {
    long now = clock.getAsLong();
    suppressed++;
    if (any && now - last < INTERVAL_NANOS) {
      return 0;
    }
    any = true;
    last = now;
    long admitted = suppressed;
    suppressed = 0;
    return admitted;
  }
}
