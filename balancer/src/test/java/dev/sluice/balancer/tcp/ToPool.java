package dev.sluice.balancer.tcp;

import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.balance.Split;
import dev.sluice.balancer.config.Destination;
import dev.sluice.balancer.config.ForwardConfig;
import dev.sluice.balancer.config.ForwardConfig.Match;
import dev.sluice.balancer.config.ForwardConfig.Policy;
import dev.sluice.balancer.net.Link;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** Routes that lead to pools. */
final class ToPool {

  private ToPool() {}

  /** Everything to one pool. */
  static Routes routes(Pool pool) {
    return routes(pool, Link.PLAIN);
  }

  static Routes routes(Pool pool, Link link) {
    return routes(name -> pool, link, rule("1", List.of(), List.of()));
  }

  /**
   * @param pools by the names of the rules
   */
  static Routes routes(Function<String, Pool> pools, Link link, ForwardConfig... rules) {
    return Routes.of(
        List.of(rules),
        destination -> {
          Pool pool = pools.apply(((Destination.ToPool) destination).pool());
          return new Split<>(List.of(new Split.Part<>(new Target(pool, link), 1)), new Random(1));
        });
  }

  /** A rule that leads to the pool of its name. */
  static ForwardConfig rule(String name, List<String> sni, List<String> alpn) {
    return new ForwardConfig(
        name,
        new Match(List.of(), List.of(), sni, alpn),
        new Destination.ToPool(name),
        Policy.DEFAULT);
  }
}
