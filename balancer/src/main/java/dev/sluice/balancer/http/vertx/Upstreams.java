package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.balance.Backend;
import dev.sluice.balancer.config.ServerConfig;
import dev.sluice.balancer.net.Link;
import dev.sluice.balancer.net.VertxDialer;
import dev.sluice.balancer.net.tls.ClientTls;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The connections of one event loop to all backends: the most recently used idle one is taken
 * first, so that those that are not needed grow old and are closed.
 *
 * <p>Single connections rather than the pool of Vert.x's client: that one is shared by all event
 * loops, and puts back a connection whose request was not sent to its end.
 */
final class Upstreams {

  private static final long LAST_RESORT_MS = 5_000;

  private final Map<Backend, Deque<Upstream>> idle = new HashMap<>();
  private final VertxDialer dialer;
  private final Function<String, Optional<ClientTls>> tls;
  private final long idleNanos;

  /**
   * @param tls of a pool, by its name; empty for plain connections
   */
  Upstreams(VertxInternal vertx, ServerConfig config, Function<String, Optional<ClientTls>> tls) {
    this.tls = tls;
    this.dialer =
        new VertxDialer(
            vertx,
            new HttpClientOptions()
                .setConnectTimeout((int) config.timeouts().connect().toMillis())
                .setMaxHeaderSize(config.limits().maxHeaderSize())
                .setMaxInitialLineLength(config.limits().maxHeaderSize())
                .setDecompressionSupported(false)
                .setTcpKeepAlive(true)
                // Who may close an idle connection is decided here, not there.
                .setKeepAliveTimeout(0)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout(lastResort(config.timeouts().backendIdle())));
    this.idleNanos = config.timeouts().backendIdle().toNanos();
  }

  // Vert.x closes a connection behind what is still to be written. To a backend that no longer
  // reads
  // that would take for ever; after this long the channel is closed regardless.
  private static int lastResort(Duration backendIdle) {
    return backendIdle.isZero()
        ? 0
        : (int) Math.min(Integer.MAX_VALUE, backendIdle.toMillis() + LAST_RESORT_MS);
  }

  /**
   * A connection for one exchange.
   *
   * @param use as the backend's pool wants it
   * @param fresh not one that was used before
   * @return fails when none comes about; nothing was sent then
   */
  Future<Upstream> acquire(UpstreamUse use, Backend backend, boolean fresh) {
    if (!fresh) {
      Deque<Upstream> kept = idle.get(backend);
      if (kept != null && !kept.isEmpty()) {
        return Future.succeededFuture(kept.pop());
      }
    }
    return connect(use, backend);
  }

  private Future<Upstream> connect(UpstreamUse use, Backend backend) {
    return dialer
        .connectHttp(
            backend.address(), new Link(use.announced(), tls.apply(use.pool())), use.purpose())
        .map(
            connection -> {
              Upstream upstream = new Upstream(backend, connection);
              connection.closeHandler(closed -> forget(upstream));
              // A fault of a connection shows in its exchange, or as its end.
              connection.exceptionHandler(known -> {});
              return upstream;
            });
  }

  /** Gives back a connection whose exchange ended cleanly on both sides. */
  void release(Upstream upstream, UpstreamUse use) {
    if (!upstream.open()) {
      return;
    }
    Deque<Upstream> kept = idle.computeIfAbsent(upstream.backend(), b -> new ArrayDeque<>());
    if (kept.size() >= use.maxIdle()) {
      discard(upstream);
    } else {
      upstream.idle(System.nanoTime());
      kept.push(upstream);
    }
  }

  /** Closes a connection that can't be used again. */
  void discard(Upstream upstream) {
    if (upstream.open()) {
      upstream.closed();
      upstream.connection().close();
    }
  }

  private void forget(Upstream upstream) {
    upstream.closed();
    Deque<Upstream> kept = idle.get(upstream.backend());
    if (kept != null && kept.remove(upstream) && kept.isEmpty()) {
      idle.remove(upstream.backend());
    }
  }

  /** Closes what has been idle for too long. */
  void sweep(long now) {
    if (idleNanos == 0) {
      return;
    }
    for (Iterator<Deque<Upstream>> all = idle.values().iterator(); all.hasNext(); ) {
      Deque<Upstream> kept = all.next();
      // The oldest are at the end.
      while (!kept.isEmpty() && kept.peekLast().idleFor(idleNanos, now)) {
        discard(kept.pollLast());
      }
      if (kept.isEmpty()) {
        all.remove();
      }
    }
  }

  /** Closes every idle connection, and later those in use. */
  Future<Void> close() {
    return dialer.close();
  }
}
