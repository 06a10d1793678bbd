package dev.sluice.balancer.tcp;

import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.ServerConfig;
import dev.sluice.balancer.net.Link;
import dev.sluice.balancer.net.Rig;
import dev.sluice.balancer.net.Transports;
import dev.sluice.balancer.net.tls.ServerTls;
import io.vertx.core.Vertx;
import io.vertx.core.transport.Transport;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;

/** TCP listeners for tests. */
final class TcpFront {

  static final Rig.Settings SETTINGS = Rig.settings(ServerConfig.Protocol.TCP);

  private TcpFront() {}

  /** For what is the same below all native transports. */
  static Stream<Transport> nioAndEpoll() {
    return Stream.concat(Stream.of(Transport.NIO), Transports.epoll().stream());
  }

  static Rig plain(Transport transport, Rig.Settings settings, Address... backends) {
    return of(transport, settings, Optional.empty(), Link.PLAIN, backends);
  }

  /**
   * @param tls ended at the listener
   * @param link how connections to the backends begin
   */
  static Rig of(
      Transport transport,
      Rig.Settings settings,
      Optional<ServerTls> tls,
      Link link,
      Address... backends) {
    return routed(transport, settings, tls, pool -> ToPool.routes(pool, link), backends);
  }

  /**
   * @param routes given the pool of the backends
   */
  static Rig routed(
      Transport transport,
      Rig.Settings settings,
      Optional<ServerTls> tls,
      Function<Pool, Routes> routes,
      Address... backends) {
    return Rig.start(
        Vertx.builder().withTransport(transport).build(),
        settings,
        (context, pool) -> ToPool.listener(context, routes.apply(pool), tls),
        backends);
  }

  static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
