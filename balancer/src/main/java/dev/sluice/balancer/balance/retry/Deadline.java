package dev.sluice.balancer.balance.retry;

import java.time.Duration;

/**
 * When something must be over, on a monotonic clock.
 *
 * @param limited false for never
 * @param atNanos of the clock; only looked at when limited
 */
public record Deadline(boolean limited, long atNanos) {

  /** Never. */
  public static final Deadline NONE = new Deadline(false, 0);

  /** Some time from now; a zero duration means never, as in configurations. */
  public static Deadline after(long now, Duration time) {
    return time.isZero() ? NONE : new Deadline(true, now + time.toNanos());
  }

  /** The earlier of two: that of a try within that of its request. */
  public Deadline earlier(Deadline other) {
    if (!limited) {
      return other;
    }
    // Differences, since a monotonic clock may wrap.
    return other.limited && other.atNanos - atNanos < 0 ? other : this;
  }

  /** Whether the time has come. */
  public boolean passed(long now) {
    return limited && now - atNanos >= 0;
  }

  /** Nanoseconds left: 0 when it has passed, {@link Long#MAX_VALUE} for never. */
  public long remaining(long now) {
    return limited ? Math.max(0, atNanos - now) : Long.MAX_VALUE;
  }
}
