package dev.sluice.balancer.simulate.report;

import dev.sluice.balancer.simulate.Result;
import dev.sluice.balancer.simulate.Scenario;
import java.util.List;
import java.util.Locale;

/**
 * What several algorithms made of one scenario.
 *
 * @param results at least one
 */
public record Comparison(Scenario scenario, List<Result> results) {

  /** Takes a copy of the list. */
  public Comparison {
    results = List.copyOf(results);
  }

  /** What was simulated, in a few lines without markup. */
  List<String> description() {
    Scenario.Traffic traffic = scenario.traffic();
    return List.of(
        String.format(
            Locale.ROOT,
            "pool %s: %d backends, %d requests at %s, clients: %s, seed %d",
            scenario.pool().name(),
            scenario.backends().size(),
            results.get(0).counts().requests(),
            traffic.arrivals(),
            traffic.clients(),
            scenario.seed()),
        String.format(
            Locale.ROOT,
            "offered load: %.1f %% of what the backends can answer",
            100 * scenario.offeredLoad()));
  }

  /** Whether queues grow without end. */
  boolean overloaded() {
    return scenario.offeredLoad() >= 1;
  }

  static final String OVERLOAD =
      "More comes in than can be answered: queues grow until arrivals end, and the figures say"
          + " more about the length of the run than about the algorithms.";
}
