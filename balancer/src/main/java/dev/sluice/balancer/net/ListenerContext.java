package dev.sluice.balancer.net;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.ServerConfig;
import dev.sluice.balancer.event.AccessEvent;
import io.vertx.core.internal.VertxInternal;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * What every listener needs.
 *
 * @param ordinal the server's place in the configuration, from 0
 * @param random for what need not be secret, such as request ids
 * @param log told of each connection or request once it has ended; called on its event loop, must
 *     not block
 */
public record ListenerContext(
    VertxInternal vertx,
    ServerConfig config,
    int ordinal,
    RandomGenerator random,
    Consumer<AccessEvent> log) {

  /** The queue of connections that the kernel keeps until they are accepted. */
  public static final int BACKLOG = 4096;

  /**
   * The port in Vert.x's terms: where the system is to choose one, all event loops of a server must
   * share it, and Vert.x takes the same negative number for that.
   */
  public int port() {
    Address listen = config.listen();
    return listen.port() == 0 ? -1 - ordinal : listen.port();
  }

  /** The host to bind. */
  public String host() {
    return config.listen().host();
  }
}
