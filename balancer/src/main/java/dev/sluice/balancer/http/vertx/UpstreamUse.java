package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.config.ConnectionsConfig;
import dev.sluice.balancer.net.Dialer.Purpose;
import dev.sluice.balancer.net.ProxyHeaders;
import dev.sluice.vertx.proxyprotocol.ProxyHeader;
import dev.sluice.vertx.proxyprotocol.ProxyVerdict;
import io.netty.channel.Channel;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.Optional;

/**
 * How one request uses a connection to a backend. Where the backend is told of the client at the
 * connection's beginning, the connection belongs to that client; it is then used once.
 *
 * @param pool its name
 * @param maxIdle how many connections to a backend are kept for other requests
 * @param announced of the client, in this version
 * @param client its connection
 */
record UpstreamUse(
    String pool, int maxIdle, Optional<ProxyHeader.Version> announced, Channel client) {

  /** As the pool wants it. */
  static UpstreamUse of(Pool pool, HttpServerRequest request) {
    ConnectionsConfig connections = pool.config().connections();
    Optional<ProxyHeader.Version> announced = ProxyHeaders.version(connections.proxyProtocol());
    return new UpstreamUse(
        pool.name(),
        announced.isPresent() ? 0 : connections.maxIdle(),
        announced,
        ((HttpServerConnection) request.connection()).channelHandlerContext().channel());
  }

  /** Who a new connection is for. */
  Purpose purpose() {
    return new Purpose(ProxyVerdict.source(client), ProxyVerdict.destination(client));
  }
}
