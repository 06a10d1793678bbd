package dev.sluice.e2e;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what other processes do: looks again and again until a deadline. */
final class Await {

  /** Far more than anything here takes, so that a busy machine fails no test. */
  static final Duration LIMIT = Duration.ofSeconds(30);

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private Await() {}

  static void until(String what, BooleanSupplier condition) {
    found(what, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
  }

  /** The first thing that is there. */
  static <T> T found(String what, Supplier<Optional<T>> look) {
    return found(what, LIMIT, look);
  }

  static <T> T found(String what, Duration limit, Supplier<Optional<T>> look) {
    long deadline = System.nanoTime() + limit.toNanos();
    Optional<T> seen = look.get();
    while (seen.isEmpty()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not within " + limit.toSeconds() + " s: " + what);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
      seen = look.get();
    }
    return seen.get();
  }
}
