package dev.sluice.balancer.http.route;

import dev.sluice.balancer.config.Destination;
import dev.sluice.balancer.config.ForwardConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Rules as a platform with many tenants has them. */
final class ManyRules {

  private static final Destination POOL = new Destination.ToPool("pool");

  private ManyRules() {}

  /** Every other one a wildcard, and one for all else. */
  static List<RouteTable.Rule<Integer>> byHost(int size) {
    return rules(
        size,
        i ->
            new ForwardConfig(
                "rule", List.of((i % 2 == 0 ? "*." : "") + host(i)), List.of(), POOL));
  }

  /** Prefixes of two segments, and one for all else. */
  static List<RouteTable.Rule<Integer>> byPrefix(int size) {
    return rules(size, i -> new ForwardConfig("rule", List.of(), List.of(prefix(i) + "/*"), POOL));
  }

  private static List<RouteTable.Rule<Integer>> rules(int size, IntFunction<ForwardConfig> config) {
    List<RouteTable.Rule<Integer>> rules = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      rules.add(new RouteTable.Rule<>(config.apply(i), i));
    }
    rules.add(
        new RouteTable.Rule<>(new ForwardConfig("rest", List.of(), List.of("/*"), POOL), size));
    return rules;
  }

  static String host(int i) {
    return "tenant-" + i + ".apps.example.com";
  }

  static String prefix(int i) {
    return "/team-" + i % 100 + "/service-" + i;
  }
}
