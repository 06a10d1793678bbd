package dev.sluice.balancer.balance.retry;

import dev.sluice.balancer.config.RetryConfig;
import java.util.random.RandomGenerator;

/**
 * Waiting times before retries: evenly drawn from nothing up to a bound that doubles each time
 * (full jitter, which spreads those that failed together).
 */
final class Backoff {

  private static final int MOST_DOUBLINGS = 30;

  private final long base;
  private final long max;
  private final RandomGenerator random;

  Backoff(RetryConfig.Backoff config, RandomGenerator random) {
    this.base = config.base().toNanos();
    this.max = Math.max(base, config.max().toNanos());
    this.random = random;
  }

  /**
   * Nanoseconds.
   *
   * @param retry from 1
   */
  long delay(int retry) {
    int doublings = Math.min(retry - 1, MOST_DOUBLINGS);
    // Compared before the shift, which could overflow.
    long bound = base > max >> doublings ? max : base << doublings;
    return (long) (random.nextDouble() * bound);
  }
}
