package dev.sluice.balancer.tcp;

import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.balance.Split;
import dev.sluice.balancer.config.Destination;
import dev.sluice.balancer.config.ForwardConfig;
import dev.sluice.balancer.net.Link;
import java.util.List;
import java.util.Random;

/** Routes that lead to one pool. */
final class ToPool {

  private ToPool() {}

  static Routes routes(Pool pool) {
    return routes(pool, Link.PLAIN);
  }

  static Routes routes(Pool pool, Link link) {
    ForwardConfig rule =
        new ForwardConfig("1", List.of(), List.of(), new Destination.ToPool(pool.name()));
    return Routes.of(
        List.of(rule),
        destination ->
            new Split<>(List.of(new Split.Part<>(new Target(pool, link), 1)), new Random(1)));
  }
}
