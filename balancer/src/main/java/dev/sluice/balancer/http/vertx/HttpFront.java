package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.ListenConfig.SocketConfig;
import dev.sluice.balancer.config.ServerConfig;
import dev.sluice.balancer.http.stream.Downstream;
import dev.sluice.balancer.net.Listener;
import dev.sluice.balancer.net.ListenerContext;
import dev.sluice.balancer.net.Loop;
import dev.sluice.balancer.net.Wheel;
import dev.sluice.balancer.net.tls.ServerTls;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.proxy.handler.ProxyHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One event loop's share of an HTTP server, up to where requests are: Vert.x binds and accepts,
 * {@link Reception} finds out what is spoken, connections of HTTP/1.x go to our own server, and
 * those of HTTP/2 come back from Vert.x as requests.
 */
public final class HttpFront implements Listener {

  private static final int RESETS_WINDOW_S = 30;
  private static final long CLOSE_MARGIN_MS = 1_000;

  private final ListenerContext context;
  private final Loop loop;
  private final Receptions receptions;
  private final Reception reception;
  private final HttpServer server;

  /**
   * Who serves what comes.
   *
   * @param http1 connections of HTTP/1.x
   * @param requests of HTTP/2, on their event loop
   */
  public record Services(Http1 http1, Consumer<Downstream> requests) {}

  /**
   * @param wheel of this event loop, turning
   * @param receptions shared by the event loops that share the address
   * @param tls towards clients; empty for plain connections
   */
  public HttpFront(
      ListenerContext context,
      Wheel wheel,
      Receptions receptions,
      Optional<ServerTls> tls,
      Services services) {
    this.context = context;
    this.loop = Loop.current(context.vertx());
    this.receptions = receptions;
    this.reception = new Reception(context, loop, wheel, tls, services.http1());
    this.server =
        new AcceptingVertx(context.vertx(), receptions::before)
            .createHttpServer(options(context.config()))
            .connectionHandler(this::opened)
            .requestHandler(router(new DownstreamProxy(services.requests())));
  }

  private static HttpServerOptions options(ServerConfig config) {
    SocketConfig sockets = config.listen().socket();
    return new HttpServerOptions()
        .setTcpKeepAlive(sockets.keepAlive())
        .setTcpNoDelay(sockets.noDelay())
        .setAcceptBacklog(sockets.backlog())
        // TLS is ours, so to Vert.x all of them are clear text.
        .setHttp2ClearTextEnabled(true)
        .setHttp2RstFloodMaxRstFramePerWindow(config.limits().http2().resets())
        .setHttp2RstFloodWindowDuration(RESETS_WINDOW_S)
        .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
        .setInitialSettings(
            new Http2Settings()
                .setPushEnabled(false)
                .setMaxConcurrentStreams(config.limits().http2().streams())
                .setMaxHeaderListSize(config.limits().maxHeaderSize()));
  }

  private Handler<HttpServerRequest> router(DownstreamProxy proxy) {
    Router router = Router.router(context.vertx());
    router.route().handler(ProxyHandler.create(proxy));
    return request -> {
      // A router knows nothing but paths: "OPTIONS *" and CONNECT have none.
      if (request.uri() != null && request.uri().startsWith("/")) {
        router.handle(request);
      } else {
        proxy.handle(request);
      }
    };
  }

  private void opened(HttpConnection connection) {
    var channel = Http2Session.channel(connection);
    ProtocolChoice.settled(channel);
    Http2Session.begin(
        connection,
        reception.wheel(),
        context.config().timeouts().clientIdle().toNanos(),
        word -> reception.refused(channel, word));
  }

  @Override
  public Future<Address> start() {
    receptions.join(loop.netty(), reception);
    return server
        .listen(context.bind().socketAddress())
        .map(listening -> context.bind().bound(listening.actualPort()));
  }

  /**
   * Stops accepting, and ends the connections of HTTP/2 once they have no requests; those of
   * HTTP/1.x are their server's to end.
   *
   * @return 0: who serves the requests counts them
   */
  @Override
  public Future<Integer> stop(Duration grace) {
    receptions.leave(loop.netty());
    reception.stop();
    return server
        .shutdown(grace.toMillis() + CLOSE_MARGIN_MS, TimeUnit.MILLISECONDS)
        .otherwiseEmpty()
        .map(0);
  }
}
