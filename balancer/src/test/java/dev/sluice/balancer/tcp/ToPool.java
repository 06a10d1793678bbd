package dev.sluice.balancer.tcp;

import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.balance.Split;
import dev.sluice.balancer.config.Destination;
import dev.sluice.balancer.config.ForwardConfig;
import dev.sluice.balancer.config.ForwardConfig.Match;
import dev.sluice.balancer.config.ForwardConfig.Policy;
import dev.sluice.balancer.net.Acceptor;
import dev.sluice.balancer.net.Link;
import dev.sluice.balancer.net.ListenerContext;
import dev.sluice.balancer.net.tls.ServerTls;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/** Routes that lead to pools. */
final class ToPool {

  private ToPool() {}

  static TcpListener listener(ListenerContext context, Pool pool) {
    return listener(context, pool, Link.PLAIN);
  }

  static TcpListener listener(ListenerContext context, Pool pool, Link link) {
    return listener(context, routes(pool, link), Optional.empty());
  }

  static TcpListener listener(ListenerContext context, Routes routes, Optional<ServerTls> tls) {
    Acceptor acceptor =
        new Acceptor(context.vertx(), context.bind(), context.config().listen().socket());
    return new TcpListener(context, acceptor, routes, tls, true);
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
        name, Match.connections(sni, alpn), new Destination.ToPool(name), Policy.DEFAULT);
  }
}
