package dev.sluice.balancer.simulate;

import dev.sluice.balancer.balance.HashKeys;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Independent sources of chance out of one seed, a source for each purpose: every algorithm meets
 * the same arrivals, clients and backends, however much chance it uses up itself.
 */
record Streams(long seed) {

  RandomGenerator named(String purpose) {
    return new SplittableRandom(HashKeys.hash(seed + " " + purpose));
  }
}
