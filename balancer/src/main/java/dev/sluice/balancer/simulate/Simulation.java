package dev.sluice.balancer.simulate;

import dev.sluice.balancer.balance.Attempts;
import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.balance.PoolContext;
import dev.sluice.balancer.balance.retry.RetryBudget;
import dev.sluice.balancer.balance.retry.RetryPolicy;
import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.Algorithm;
import dev.sluice.balancer.config.HealthConfig;
import dev.sluice.balancer.config.PoolConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * One run: a real pool, with time and backends that are not. Everything happens on the calling
 * thread, and the same scenario always ends in the same result.
 */
public final class Simulation {

  private final Scenario scenario;
  private final Algorithm algorithm;
  private final VirtualTime time = new VirtualTime();
  private final Recorder recorder;
  private final RandomGenerator gaps;
  private final ClientKeys clients;
  private int arrived;
  private double nextArrival;
  private boolean arrivalsOver;

  private Simulation(Scenario scenario, Algorithm algorithm, Streams streams) {
    this.scenario = scenario;
    this.algorithm = algorithm;
    this.recorder = new Recorder(scenario.backends().keySet());
    this.gaps = streams.named("arrivals");
    this.clients = new ClientKeys(scenario.traffic().clients(), streams.named("clients"));
  }

  /** Runs a scenario with an algorithm in place of the pool's own. */
  public static Result run(Scenario scenario, Algorithm algorithm) {
    Streams streams = new Streams(scenario.seed());
    return new Simulation(scenario, algorithm, streams).run(streams);
  }

  private Result run(Streams streams) {
    Map<Address, SimulatedBackend> backends = backends(streams);
    RetryBudget budget = new RetryBudget(scenario.retries().budget(), time);
    RetryPolicy retries =
        new RetryPolicy(scenario.retries(), budget, streams.named("waits before retries"));
    try (Pool pool = pool(backends, streams.named("picks"))) {
      World world = new World(time, pool, retries, backends, recorder);
      scheduleArrival(world, budget);
      time.runUntil(() -> arrivalsOver && recorder.settled() == arrived);
    }
    return new Result(
        algorithm,
        recorder.counts(),
        recorder.latencies(),
        recorder.backends(backends),
        recorder.changes(),
        time.nanos() / 1e9);
  }

  private Map<Address, SimulatedBackend> backends(Streams streams) {
    Map<Address, SimulatedBackend> backends = new LinkedHashMap<>();
    scenario
        .backends()
        .forEach(
            (address, model) ->
                backends.put(
                    address,
                    new SimulatedBackend(model, time, streams.named("backend " + address))));
    return backends;
  }

  private Pool pool(Map<Address, SimulatedBackend> backends, RandomGenerator random) {
    PoolConfig pool = scenario.pool();
    SimulatedProbe probe =
        new SimulatedProbe(backends, pool.policy().health().flatMap(HealthConfig::http));
    return new Pool(
        new PoolConfig(pool.name(), algorithm, pool.backends(), pool.policy()),
        new PoolContext(time, time, random, Runnable::run, probe, recorder));
  }

  private void scheduleArrival(World world, RetryBudget budget) {
    nextArrival += scenario.traffic().arrivals().gap(gaps);
    if (!scenario.traffic().length().includes(arrived, nextArrival)) {
      arrivalsOver = true;
      return;
    }
    time.schedule(
        Math.round(nextArrival) - time.nanos(),
        () -> {
          arrived++;
          int client = clients.draw();
          budget.request();
          new SimulatedRequest(world, new Attempts(() -> ClientKeys.hash(client))).start();
          scheduleArrival(world, budget);
        });
  }
}
