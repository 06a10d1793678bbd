package dev.sluice.balancer.balance;

import java.util.random.RandomGenerator;

/**
 * Decides which requests are also sent to another pool.
 *
 * @param share of the requests, 0 to 1
 * @param random safe to use from any thread
 */
public record Mirror(double share, RandomGenerator random) {

  /** Whether this one is. */
  public boolean copies() {
    return share > 0 && random.nextDouble() < share;
  }
}
