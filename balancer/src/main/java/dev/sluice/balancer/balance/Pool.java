package dev.sluice.balancer.balance;

import dev.sluice.balancer.config.Algorithm;
import dev.sluice.balancer.config.PoolConfig;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A group of backends and the algorithm that picks one of them. Safe to use from any thread. */
public final class Pool {

  private final String name;
  private final List<Backend> backends;
  private final Selector selector;

  /**
   * @param random must be safe to use from every event loop
   */
  public Pool(PoolConfig config, RandomGenerator random) {
    this.name = config.name();
    this.backends =
        config.backends().stream().map(b -> new Backend(b.address(), b.weight())).toList();
    this.selector = selector(config.algorithm(), backends, random);
  }

  /** Unique among the pools of a balancer. */
  public String name() {
    return name;
  }

  /** All members, in the order of the configuration. */
  public List<Backend> backends() {
    return backends;
  }

  /** Picks a backend that was not tried yet; empty when none is left. */
  public Optional<Lease> pick(Attempts attempts) {
    int index = selector.select(attempts);
    return index == Selector.NONE ? Optional.empty() : Optional.of(new Lease(backends.get(index)));
  }

  private static Selector selector(
      Algorithm algorithm, List<Backend> backends, RandomGenerator random) {
    return switch (algorithm) {
      case ROUND_ROBIN -> new Rotation(backends, SmoothTurns.equal(backends.size()), 0);
      case WEIGHTED_ROUND_ROBIN -> new Rotation(backends, SmoothTurns.of(backends), 0);
      case RANDOM -> new RandomChoice(backends, random);
      case LEAST_CONNECTIONS -> new LeastConnections(backends, 0);
    };
  }
}
