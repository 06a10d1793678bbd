package dev.sluice.balancer.simulate;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.BackendConfig;
import dev.sluice.balancer.config.PoolConfig;
import dev.sluice.balancer.config.RetryConfig;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is simulated.
 *
 * @param pool with at least one backend
 * @param traffic what comes in
 * @param backends a model for each backend of the pool
 * @param retries what becomes of failures; hedging is left out
 * @param seed of everything that is left to chance
 */
public record Scenario(
    PoolConfig pool,
    Traffic traffic,
    Map<Address, BackendModel> backends,
    RetryConfig retries,
    long seed) {

  /** Checks that nothing is missing; takes a copy, in the order of the pool. */
  public Scenario {
    Map<Address, BackendModel> ordered = new LinkedHashMap<>();
    for (BackendConfig backend : pool.backends()) {
      BackendModel model = backends.get(backend.address());
      if (model == null) {
        throw new IllegalArgumentException("no model for the backend " + backend.address());
      }
      ordered.put(backend.address(), model);
    }
    if (ordered.isEmpty()) {
      throw new IllegalArgumentException("the pool has no backends");
    }
    backends = Collections.unmodifiableMap(ordered);
  }

  /**
   * What comes in.
   *
   * @param length when arrivals end
   */
  public record Traffic(Arrivals arrivals, Length length, Clients clients) {}

  /**
   * The rate of arrivals as a share of what the primary backends can answer when all of them are
   * busy; above 1, queues grow without end.
   */
  public double offeredLoad() {
    double capacity = 0;
    for (BackendConfig backend : pool.backends()) {
      capacity += backend.backup() ? 0 : backends.get(backend.address()).capacity();
    }
    return traffic.arrivals().perSecond() / capacity;
  }
}
