package dev.sluice.balancer.balance;

/** Runs tasks later. Implementations must be safe to use from any thread. */
@FunctionalInterface
public interface Scheduler {

  /**
   * Runs a task once, on whatever thread.
   *
   * @param delayNanos from now; 0 or less for as soon as possible
   */
  Cancellable schedule(long delayNanos, Runnable task);
}
