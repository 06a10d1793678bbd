package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.config.ServerConfig.Timeouts;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The connections of clients: those that are silent between requests, and those that never get to
 * the end of a head, are ended. For one event loop.
 */
final class Clients {

  private record Client(HeadWatch watch, ChannelHandlerContext handler) {}

  private final Map<HttpConnection, Client> clients = new IdentityHashMap<>();
  private final long headNanos;
  private final long idleNanos;

  Clients(Timeouts timeouts) {
    this.headNanos = timeouts.clientHeader().toNanos();
    this.idleNanos = timeouts.clientIdle().toNanos();
  }

  /**
   * @param handshaking whether a TLS handshake comes first
   * @param refused told the word for the log when the connection ends without a request
   */
  void opened(HttpConnection connection, boolean handshaking, Consumer<String> refused) {
    ChannelHandlerContext handler = ((HttpServerConnection) connection).channelHandlerContext();
    HeadWatch watch = new HeadWatch(handshaking, refused);
    watch.watch(handler);
    clients.put(connection, new Client(watch, handler));
    // At the channel: after an upgrade the connection no longer tells of its end.
    handler.channel().closeFuture().addListener(closed -> clients.remove(connection));
  }

  /** How many connections are open. */
  int known() {
    return clients.size();
  }

  /** Has a connection that was made to wait begin. */
  void begin(HttpConnection connection) {
    Client client = clients.get(connection);
    if (client != null) {
      client.watch().begin();
    }
  }

  void busy(HttpConnection connection) {
    Client client = clients.get(connection);
    if (client != null) {
      client.watch().busy();
    }
  }

  void idle(HttpConnection connection) {
    Client client = clients.get(connection);
    if (client != null) {
      client.watch().idle();
    }
  }

  void sweep(long now) {
    // A copy: closing removes.
    for (Client client : List.copyOf(clients.values())) {
      client.watch().check(client.handler(), headNanos, idleNanos, now);
    }
  }
}
