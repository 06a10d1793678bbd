package dev.sluice.balancer.runtime;

import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.balance.Split;
import dev.sluice.balancer.config.Config;
import dev.sluice.balancer.config.Destination;
import dev.sluice.balancer.config.ForwardConfig;
import dev.sluice.balancer.config.PoolConfig;
import dev.sluice.balancer.config.ServerConfig;
import dev.sluice.balancer.http.exchange.Rule;
import dev.sluice.balancer.http.exchange.RuleBook;
import dev.sluice.balancer.http.vertx.HttpListener;
import dev.sluice.balancer.net.Link;
import dev.sluice.balancer.net.Listener;
import dev.sluice.balancer.net.ListenerContext;
import dev.sluice.balancer.tcp.Routes;
import dev.sluice.balancer.tcp.Target;
import dev.sluice.balancer.tcp.TcpListener;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Makes the listeners of servers. */
final class ListenerFactory {

  private final boolean splice;
  private final RandomGenerator random;
  private final TlsMaterial tls;
  private final RuleBook rules;
  private final Map<String, Target> targets = new HashMap<>();

  ListenerFactory(
      Config config,
      Map<String, Pool> pools,
      RuleBook rules,
      TlsMaterial tls,
      RandomGenerator random) {
    this.splice = config.runtime().splice();
    this.rules = rules;
    this.tls = tls;
    this.random = random;
    for (PoolConfig pool : config.pools()) {
      Link link = Link.of(pool.connections().proxyProtocol(), tls.pool(pool.name()));
      targets.put(pool.name(), new Target(pools.get(pool.name()), link));
    }
  }

  /** What makes them, with what the addresses and event loops of the server share. */
  Function<ListenerContext, Listener> of(ServerConfig server) {
    List<ForwardConfig> forwards = server.forwards();
    return switch (server.protocol()) {
      case TCP -> {
        Routes routes = Routes.of(forwards, this::split);
        yield context -> new TcpListener(context, routes, tls.server(server.name()), splice);
      }
      case UDP -> throw new UnsupportedOperationException("udp");
      case HTTP -> {
        Map<ForwardConfig, Rule> shared = new HashMap<>();
        forwards.stream()
            .filter(f -> leadsToPools(f.destination()))
            .forEach(f -> shared.put(f, rules.rule(f)));
        yield context -> new HttpListener(context, shared);
      }
    };
  }

  private static boolean leadsToPools(Destination destination) {
    return destination instanceof Destination.ToPool || destination instanceof Destination.Split;
  }

  private Split<Target> split(Destination destination) {
    List<Split.Part<Target>> parts =
        destination instanceof Destination.Split split
            ? split.parts().stream()
                .map(part -> new Split.Part<>(targets.get(part.pool()), part.weight()))
                .toList()
            : List.of(new Split.Part<>(targets.get(((Destination.ToPool) destination).pool()), 1));
    return new Split<>(parts, random);
  }
}
