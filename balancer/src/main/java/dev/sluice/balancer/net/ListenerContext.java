package dev.sluice.balancer.net;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.ServerConfig;
import dev.sluice.balancer.event.AccessEvent;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.SocketAddress;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * What every listener needs.
 *
 * @param bind where this listener listens
 * @param admission of the server: shared by its addresses and event loops
 * @param random for what need not be secret, such as request ids
 * @param log told of each connection or request once it has ended; called on its event loop, must
 *     not block
 */
public record ListenerContext(
    VertxInternal vertx,
    ServerConfig config,
    Bind bind,
    Admission admission,
    RandomGenerator random,
    Consumer<AccessEvent> log) {

  /**
   * Logs a connection that ended before it could be sent anywhere.
   *
   * @param client the peer's address and port
   */
  public void logRefused(String client, String result) {
    log.accept(
        new AccessEvent.Connection(
            new AccessEvent.Timing(Instant.now(), 0),
            config.name(),
            client,
            AccessEvent.Target.NONE,
            result,
            new AccessEvent.Traffic(0, 0)));
  }

  /**
   * An address to listen on.
   *
   * @param ordinal its place among all addresses of the configuration, from 0
   */
  public record Bind(Address address, int ordinal) {

    /**
     * In Vert.x's terms: where the system is to choose the port, all event loops of a server must
     * share it, and Vert.x takes the same negative number for that.
     */
    public SocketAddress socketAddress() {
      if (address.isUnix()) {
        return SocketAddress.domainSocketAddress(address.host());
      }
      return address.port() == 0
          ? SocketAddress.sharedRandomPort(1 + ordinal, address.host())
          : SocketAddress.inetSocketAddress(address.port(), address.host());
    }

    /**
     * The address with the real port.
     *
     * @param port as bound; of no matter to a Unix domain socket
     */
    public Address bound(int port) {
      return address.isUnix() ? address : new Address(address.host(), port);
    }
  }
}
