package dev.sluice.backend;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves HTTP/1.x and HTTP/2, the latter in clear text too. */
final class HttpListener implements Listener {

  private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);

  private static final int MAX_HEADER_BYTES = 32 * 1024;
  private static final int MAX_REQUEST_LINE_BYTES = 16 * 1024;
  private static final int MAX_WEBSOCKET_FRAME_BYTES = 1024 * 1024;
  private static final int MAX_STREAMS = 1000;
  private static final int HTTP2_CONNECTION_WINDOW = 1024 * 1024;

  private final SocketAddress address;
  private final HttpServer server;

  HttpListener(
      Vertx vertx, Settings settings, FaultInjector faults, Health health, SocketAddress address) {
    this.address = address;
    this.server = vertx.createHttpServer(options(settings));
    Identity identity = new Identity(settings.name(), server::actualPort);
    server
        .requestHandler(new Routes(vertx, settings, faults, health, identity).router())
        .invalidRequestHandler(
            request -> {
              request.response().putHeader(Identity.HEADER, identity.name());
              HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER.handle(request);
            })
        .connectionHandler(
            connection ->
                connection.exceptionHandler(e -> LOG.debug("connection lost: {}", e.getMessage())))
        .exceptionHandler(e -> LOG.debug("connection refused: {}", e.getMessage()));
  }

  private static HttpServerOptions options(Settings settings) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setAcceptBacklog(Backend.BACKLOG)
            .setMaxHeaderSize(MAX_HEADER_BYTES)
            .setMaxInitialLineLength(MAX_REQUEST_LINE_BYTES)
            .setMaxWebSocketFrameSize(MAX_WEBSOCKET_FRAME_BYTES)
            .setMaxWebSocketMessageSize(MAX_WEBSOCKET_FRAME_BYTES)
            .setHandle100ContinueAutomatically(true)
            .setUseAlpn(true)
            .setHttp2ConnectionWindowSize(HTTP2_CONNECTION_WINDOW);
    options.getInitialSettings().setMaxConcurrentStreams(MAX_STREAMS);
    settings.tls().ifPresent(tls -> tls.apply(options));
    return options;
  }

  @Override
  public Future<Integer> listen() {
    return server.listen(address).map(HttpServer::actualPort);
  }

  @Override
  public Future<Void> shutdown(Duration grace) {
    return server.shutdown(grace.toMillis(), TimeUnit.MILLISECONDS);
  }
}
