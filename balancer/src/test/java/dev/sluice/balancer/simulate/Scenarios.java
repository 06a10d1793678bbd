package dev.sluice.balancer.simulate;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.Algorithm;
import dev.sluice.balancer.config.BackendConfig;
import dev.sluice.balancer.config.FailureKind;
import dev.sluice.balancer.config.PoolConfig;
import dev.sluice.balancer.config.PoolPolicy;
import dev.sluice.balancer.config.RetryConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Scenarios for tests: the backends are called a:1, a:2 and so on. */
public record Scenarios(
    PoolPolicy policy,
    List<BackendModel> models,
    String arrivals,
    int requests,
    RetryConfig retries,
    long seed) {

  public static Scenarios of(BackendModel... models) {
    return new Scenarios(
        PoolPolicy.DEFAULT, List.of(models), "1000/s", 20_000, RetryConfig.DEFAULT, 1);
  }

  static BackendModel backend(String latency, int concurrency) {
    return new BackendModel(LatencyModel.parse(latency), concurrency);
  }

  static BackendModel failing(String latency, String failing) {
    return new BackendModel(LatencyModel.parse(latency), 16, Failing.parse(failing), List.of());
  }

  static BackendModel down(String latency, String outage) {
    return new BackendModel(
        LatencyModel.parse(latency), 16, Failing.NEVER, List.of(Outage.parse(outage)));
  }

  /** With a budget that never runs out, and without waiting. */
  static RetryConfig retrying(int attempts, Duration perTry, FailureKind... on) {
    return new RetryConfig(
        attempts,
        new RetryConfig.On(Set.of(on), List.of(), false),
        perTry,
        new RetryConfig.Budget(1, 30, Duration.ofSeconds(10)),
        new RetryConfig.Backoff(Duration.ZERO, Duration.ZERO),
        Optional.empty());
  }

  static Address address(int number) {
    return new Address("a", number);
  }

  Scenarios arriving(String rate) {
    return new Scenarios(policy, models, rate, requests, retries, seed);
  }

  public Scenarios requests(int count) {
    return new Scenarios(policy, models, arrivals, count, retries, seed);
  }

  Scenarios retrying(RetryConfig config) {
    return new Scenarios(policy, models, arrivals, requests, config, seed);
  }

  Scenarios policy(PoolPolicy other) {
    return new Scenarios(other, models, arrivals, requests, retries, seed);
  }

  Scenarios seed(long other) {
    return new Scenarios(policy, models, arrivals, requests, retries, other);
  }

  public Scenario build() {
    return build("pool", 0);
  }

  /**
   * @param maxConnections of each backend, 0 for no limit
   */
  Scenario build(String name, int maxConnections) {
    List<BackendConfig> backends = new ArrayList<>();
    Map<Address, BackendModel> byAddress = new LinkedHashMap<>();
    for (BackendModel model : models) {
      Address address = address(backends.size() + 1);
      backends.add(new BackendConfig(address, 1, maxConnections, false));
      byAddress.put(address, model);
    }
    return new Scenario(
        new PoolConfig(name, Algorithm.ROUND_ROBIN, backends, policy),
        new Scenario.Traffic(Arrivals.parse(arrivals), Length.of(requests), Clients.parse("1000")),
        byAddress,
        retries,
        seed);
  }

  Result run(Algorithm algorithm) {
    return Simulation.run(build(), algorithm);
  }
}
