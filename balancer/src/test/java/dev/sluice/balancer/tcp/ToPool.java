package dev.sluice.balancer.tcp;

import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.balance.Split;
import dev.sluice.balancer.config.Destination;
import dev.sluice.balancer.config.ForwardConfig;
import dev.sluice.balancer.net.Acceptor;
import dev.sluice.balancer.net.Link;
import dev.sluice.balancer.net.ListenerContext;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Routes that lead to one pool. */
final class ToPool {

  private ToPool() {}

  static TcpListener listener(ListenerContext context, Pool pool) {
    return listener(context, pool, Link.PLAIN);
  }

  static TcpListener listener(ListenerContext context, Pool pool, Link link) {
    Acceptor acceptor =
        new Acceptor(context.vertx(), context.bind(), context.config().listen().socket());
    return new TcpListener(context, acceptor, routes(pool, link), Optional.empty(), true);
  }

  private static Routes routes(Pool pool, Link link) {
    ForwardConfig rule =
        new ForwardConfig("1", List.of(), List.of(), new Destination.ToPool(pool.name()));
    return Routes.of(
        List.of(rule),
        destination ->
            new Split<>(List.of(new Split.Part<>(new Target(pool, link), 1)), new Random(1)));
  }
}
