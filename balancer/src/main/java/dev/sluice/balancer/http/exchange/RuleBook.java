package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.balance.Clock;
import dev.sluice.balancer.balance.Mirror;
import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.balance.Split;
import dev.sluice.balancer.config.Destination;
import dev.sluice.balancer.config.ForwardConfig;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Makes rules out of their configuration. A rule is made once and shared by all event loops, since
 * its retry budget counts for all of them.
 *
 * @param pools finds a pool by its name; every name in the configuration is known to it
 * @param random safe to use from any thread
 * @param stickyKey signs the cookies of pools without a secret of their own
 */
public record RuleBook(
    Function<String, Pool> pools, Clock clock, RandomGenerator random, byte[] stickyKey) {

  /** The rule of a forward that leads to one pool or several. */
  public Rule rule(ForwardConfig forward) {
    return new Rule(
        forward.name(),
        new Split<>(parts(forward), random),
        forward
            .policy()
            .mirror()
            .map(m -> new Rule.Copies(pools.apply(m.pool()), new Mirror(m.share(), random))),
        forward.policy().retry().on().replayBody());
  }

  private List<Split.Part<Service>> parts(ForwardConfig forward) {
    if (forward.destination() instanceof Destination.Split split) {
      return split.parts().stream()
          .map(part -> new Split.Part<>(service(forward, part.pool()), part.weight()))
          .toList();
    }
    return List.of(
        new Split.Part<>(service(forward, ((Destination.ToPool) forward.destination()).pool()), 1));
  }

  private Service service(ForwardConfig forward, String pool) {
    return new Service(pools.apply(pool), forward.policy().retry(), clock, random, stickyKey);
  }
}
