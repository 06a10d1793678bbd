package dev.sluice.balancer.balance;

import dev.sluice.balancer.config.Algorithm;
import dev.sluice.balancer.config.PoolConfig;
import java.util.concurrent.atomic.AtomicLong;

/** Every algorithm: its name and its class. */
final class Selectors {

  private Selectors() {}

  /**
   * Builds the selector that a pool's configuration asks for.
   *
   * @param cursor where round robin goes on; one for the life of a pool
   * @param load what is in flight in the pool
   */
  static Selector build(PoolConfig pool, Candidates all, AtomicLong cursor, Load load) {
    Algorithm algorithm = pool.algorithm();
    return switch (algorithm) {
      case ROUND_ROBIN -> new Rotation(all, SmoothTurns.equal(all.size()), cursor);
      case WEIGHTED_ROUND_ROBIN -> new Rotation(all, SmoothTurns.of(all.weights()), cursor);
      case RANDOM -> new RandomChoice(all, Sampler.even(all.size()));
      case WEIGHTED_RANDOM -> new RandomChoice(all, Sampler.weighted(all.weights()));
      case LEAST_CONNECTIONS -> new LeastConnections(all, cursor);
      case POWER_OF_TWO -> new PowerOfTwo(all, new ConnectionsUnlessSlow());
      case LEAST_LATENCY -> new PowerOfTwo(all, Cost.LATENCY);
      case IP_HASH -> new ModuloHash(all);
      case CONSISTENT_HASH -> new HashRing(all, load, pool.policy().affinity().loadFactor());
      case MAGLEV -> new Maglev(all);
      case ADAPTIVE -> new RandomChoice(all, Sampler.weighted(all.shares()));
    };
  }
}
