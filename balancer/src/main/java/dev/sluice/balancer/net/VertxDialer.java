package dev.sluice.balancer.net;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.net.Dialer.Purpose;
import dev.sluice.balancer.net.tls.ClientHandshake;
import dev.sluice.balancer.net.tls.ClientTls;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpChannelConnector;
import io.vertx.core.http.impl.HttpClientBase;
import io.vertx.core.http.impl.HttpClientConnectionInternal;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Single connections to backends by Vert.x, over TLS where their pool says so, with a PROXY
 * protocol header ahead. As Vert.x's clients make them, with the step in between that these have no
 * place for: their own TLS is tied to their options, and can't take over a changed certificate.
 */
public final class VertxDialer {

  private final VertxInternal vertx;
  private final HttpClientBase http;
  private final Duration handshakeTimeout;

  /**
   * @param options whose connect timeout is that of a handshake too
   */
  public VertxDialer(VertxInternal vertx, HttpClientOptions options) {
    this.vertx = vertx;
    this.http = new HttpClientBase(vertx, options);
    this.handshakeTimeout = Duration.ofMillis(options.getConnectTimeout());
  }

  /**
   * Connects, and sends and receives what belongs to the beginning. From any thread; what follows
   * happens on the event loop of the current context.
   *
   * @return fails when none comes about
   */
  public Future<NetSocket> connect(Address backend, Link link, Purpose purpose) {
    return then(backend, link, purpose, (context, socket) -> Future.succeededFuture(socket));
  }

  /** As {@link #connect}, for HTTP/1.1. */
  public Future<HttpClientConnection> connectHttp(Address backend, Link link, Purpose purpose) {
    HttpChannelConnector connector =
        connector(backend, HttpVersion.HTTP_1_1, link.tls().isPresent());
    return then(
        backend,
        link,
        purpose,
        (context, socket) -> connector.wrap(context, socket).map(VertxDialer::single));
  }

  /**
   * As {@link #connect}, for HTTP/2: over TLS where the link has it, with ALPN, else with prior
   * knowledge (RFC 9113, section 3.3).
   *
   * @return fails too when the backend speaks something else; nothing keeps the connection but its
   *     user
   */
  public Future<HttpClientConnectionInternal> connectHttp2(
      Address backend, Link link, Purpose purpose) {
    HttpChannelConnector connector = connector(backend, HttpVersion.HTTP_2, link.tls().isPresent());
    return then(
        backend,
        link,
        purpose,
        (context, socket) -> {
          if (link.tls().isPresent() && !"h2".equals(socket.applicationLayerProtocol())) {
            socket.close();
            return context.failedFuture(new IOException("the backend has not agreed on HTTP/2"));
          }
          return connector.wrap(context, socket);
        });
  }

  private <T> Future<T> then(
      Address backend,
      Link link,
      Purpose purpose,
      BiFunction<ContextInternal, NetSocket, Future<T>> next) {
    ContextInternal context = vertx.getOrCreateContext();
    Promise<NetSocket> connected = context.promise();
    // Before connecting: the socket must have its next handlers before it is read.
    Future<T> ready =
        connected
            .future()
            .compose(
                socket -> {
                  link.announce(
                      ((NetSocketInternal) socket).channelHandlerContext().channel(), purpose);
                  return secured(context, socket, backend, link.tls());
                })
            .compose(socket -> next.apply(context, socket));
    http.netClient()
        .connectInternal(
            new ConnectOptions().setRemoteAddress(VertxAddresses.of(backend)), connected, context);
    return ready;
  }

  private Future<NetSocket> secured(
      ContextInternal context, NetSocket socket, Address backend, Optional<ClientTls> tls) {
    return tls.map(
            client -> ClientHandshake.begin(context, socket, client, backend, handshakeTimeout))
        .orElseGet(() -> Future.succeededFuture(socket));
  }

  private HttpChannelConnector connector(Address backend, HttpVersion version, boolean ssl) {
    return new HttpChannelConnector(
        http,
        http.netClient(),
        null,
        null,
        null,
        version,
        ssl,
        ssl && version == HttpVersion.HTTP_2,
        HostAndPort.create(VertxAddresses.host(backend), VertxAddresses.port(backend)),
        VertxAddresses.of(backend),
        false,
        0);
  }

  private static HttpClientConnection single(HttpClientConnectionInternal connection) {
    // Nothing keeps it but its user.
    connection.evictionHandler(known -> {});
    return new UnpooledHttpClientConnection(connection);
  }

  /** Closes every connection. */
  public Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    http.close(closed);
    return closed.future();
  }
}
