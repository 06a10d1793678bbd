package dev.sluice.balancer.net;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread is about to do. */
public final class Eventually {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private Eventually() {}

  public static void that(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new AssertionError("did not come about: " + what);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }
}
