package dev.sluice.balancer.http.vertx;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Knows since when each client's connection has had no request, so that silent ones, and those that
 * never get to the end of a head, are closed. For one event loop.
 */
final class IdleClients {

  private static final long BUSY = Long.MAX_VALUE;

  private final Map<HttpConnection, Long> idleSince = new IdentityHashMap<>();
  private final long idleNanos;

  /**
   * @param idleNanos zero for no limit
   */
  IdleClients(long idleNanos) {
    this.idleNanos = idleNanos;
  }

  void opened(HttpConnection connection) {
    if (idleNanos > 0) {
      idleSince.put(connection, System.nanoTime());
      // At the channel: after an upgrade the connection no longer tells of its end.
      ((HttpServerConnection) connection)
          .channelHandlerContext()
          .channel()
          .closeFuture()
          .addListener(closed -> idleSince.remove(connection));
    }
  }

  /** How many connections are open. */
  int known() {
    return idleSince.size();
  }

  void busy(HttpConnection connection) {
    idleSince.computeIfPresent(connection, (known, since) -> BUSY);
  }

  void idle(HttpConnection connection) {
    idleSince.computeIfPresent(connection, (known, since) -> System.nanoTime());
  }

  void sweep(long now) {
    // A copy: closing removes.
    for (Map.Entry<HttpConnection, Long> entry : List.copyOf(idleSince.entrySet())) {
      if (entry.getValue() != BUSY && now - entry.getValue() >= idleNanos) {
        entry.getKey().close();
      }
    }
  }
}
