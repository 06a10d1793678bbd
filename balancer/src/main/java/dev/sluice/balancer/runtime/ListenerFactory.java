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
import dev.sluice.balancer.http.vertx.Encryption;
import dev.sluice.balancer.http.vertx.HttpListener;
import dev.sluice.balancer.http.vertx.HttpServerParts;
import dev.sluice.balancer.http.vertx.Receptions;
import dev.sluice.balancer.net.Acceptor;
import dev.sluice.balancer.net.Link;
import dev.sluice.balancer.net.Listener;
import dev.sluice.balancer.net.ListenerContext;
import dev.sluice.balancer.net.ListenerContext.Bind;
import dev.sluice.balancer.tcp.Routes;
import dev.sluice.balancer.tcp.Target;
import dev.sluice.balancer.tcp.TcpListener;
import dev.sluice.balancer.udp.UdpServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Makes the listeners of servers. */
final class ListenerFactory {

  private final boolean splice;
  private final RandomGenerator random;
  private final TlsMaterial tls;
  private final RuleBook rules;
  private final Map<String, Pool> pools;
  private final Map<String, Target> targets = new HashMap<>();

  ListenerFactory(
      Config config,
      Map<String, Pool> pools,
      RuleBook rules,
      TlsMaterial tls,
      RandomGenerator random) {
    this.splice = config.runtime().splice();
    this.pools = pools;
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
        Routes routes = Routes.of(forwards, to -> split(to, targets));
        Map<Bind, Acceptor> acceptors = new ConcurrentHashMap<>();
        yield context ->
            new TcpListener(
                context,
                acceptors.computeIfAbsent(context.bind(), bind -> acceptor(context)),
                routes,
                tls.server(server.name()),
                splice);
      }
      case UDP -> {
        Split<Pool> split = split(forwards.get(0).destination(), pools);
        UdpServer udp = new UdpServer(split, server.listen().limit().most());
        yield udp::listener;
      }
      case HTTP -> {
        Map<ForwardConfig, Rule> shared = new HashMap<>();
        forwards.stream()
            .filter(f -> leadsToPools(f.destination()))
            .forEach(f -> shared.put(f, rules.rule(f)));
        Encryption encryption = new Encryption(tls.server(server.name()), tls::pool);
        HttpServerParts parts = new HttpServerParts(shared, encryption);
        Map<Bind, Receptions> receptions = new ConcurrentHashMap<>();
        yield context ->
            new HttpListener(
                context,
                parts,
                receptions.computeIfAbsent(context.bind(), bind -> new Receptions()));
      }
    };
  }

  private static Acceptor acceptor(ListenerContext context) {
    return new Acceptor(context.vertx(), context.bind(), context.config().listen().socket());
  }

  private static boolean leadsToPools(Destination destination) {
    return destination instanceof Destination.ToPool || destination instanceof Destination.Split;
  }

  private <T> Split<T> split(Destination destination, Map<String, T> byPool) {
    List<Split.Part<T>> parts =
        destination instanceof Destination.Split split
            ? split.parts().stream()
                .map(part -> new Split.Part<>(byPool.get(part.pool()), part.weight()))
                .toList()
            : List.of(new Split.Part<>(byPool.get(((Destination.ToPool) destination).pool()), 1));
    return new Split<>(parts, random);
  }
}
