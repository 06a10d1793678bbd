package dev.sluice.backend;

import dev.sluice.backend.Settings.Faults;
import java.util.Random;

/**
 * Decides how long an answer waits and whether it fails. Shared by all event loops, so that a seed
 * gives one sequence of decisions in the order in which answers are asked for. Thread-safe.
 */
final class FaultInjector {

  private final Faults faults;
  // Two sources: whether there is jitter must not change which answers fail.
  private final Random delays;
  private final Random failures;

  FaultInjector(Faults faults) {
    this.faults = faults;
    this.delays = new Random(~faults.seed());
    this.failures = new Random(faults.seed());
  }

  /** The wait before the next answer in nanoseconds, 0 or more. */
  long nextDelayNanos() {
    long latency = faults.latency().toNanos();
    long jitter = faults.jitter().toNanos();
    if (jitter == 0) {
      return latency;
    }
    return Math.max(0, latency + (long) (jitter * (2 * delays.nextDouble() - 1)));
  }

  boolean nextFails() {
    return faults.failRate() > 0 && failures.nextDouble() < faults.failRate();
  }
}
