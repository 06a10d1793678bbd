package dev.sluice.balancer.balance;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.Algorithm;
import dev.sluice.balancer.config.BackendConfig;
import dev.sluice.balancer.config.PoolConfig;
import dev.sluice.balancer.config.PoolPolicy;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A pool as it is in use: uneven weights, known latencies, and two leases for each backend that
 * have not ended, so that loads differ and bounds are met.
 */
final class Fixture {

  private static final int LEASES_PER_BACKEND = 2;

  private final PoolConfig config;
  private final PoolContext context;
  private final Pool pool;

  Fixture(Algorithm algorithm, int size) {
    RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
    this.config = new PoolConfig("bench", algorithm, backends(size), PoolPolicy.NONE);
    this.context =
        new PoolContext(System::nanoTime, (delay, task) -> () -> {}, random, Runnable::run);
    this.pool = new Pool(config, context);
    occupy(new Caller(algorithm));
  }

  private static List<BackendConfig> backends(int size) {
    return IntStream.range(0, size)
        .mapToObj(i -> new BackendConfig(new Address("backend-" + i, 8080), 1 + i % 4))
        .toList();
  }

  private void occupy(Caller caller) {
    long millis = 1;
    for (Backend backend : pool.backends()) {
      backend.traffic().responded(millis * 1_000_000, System.nanoTime());
      millis = millis % 20 + 1;
    }
    for (int i = 0; i < LEASES_PER_BACKEND * config.backends().size(); i++) {
      pool.pick(caller.attempts()).orElseThrow();
    }
  }

  Pool pool() {
    return pool;
  }

  /** Builds what picks go by, as each change of the pool does. */
  Selection rebuild() {
    return new SelectionBuilder(context, pool::active).build(config, pool.backends());
  }
}
