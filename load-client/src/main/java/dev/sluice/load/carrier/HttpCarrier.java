package dev.sluice.load.carrier;

import dev.sluice.load.plan.Target;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.util.Locale;

/** HTTP/1.1 and HTTP/2 over a connection of its own, outside the client's shared pool. */
final class HttpCarrier implements Carrier {

  private static final int KEPT_TEXT = 64 * 1024;

  private final HttpSetup setup;
  private HttpClientConnection connection;
  private int drops;

  HttpCarrier(HttpSetup setup) {
    this.setup = setup;
  }

  @Override
  public Future<Answer> exchange(Target target) {
    return connection()
        .compose(
            open ->
                setup
                    .request(open, target)
                    .compose(this::send)
                    .compose(this::read)
                    .recover(
                        cause -> {
                          forget(open);
                          return Future.failedFuture(ExchangeException.exchanging(cause));
                        }));
  }

  @Override
  public boolean connected() {
    return connection != null;
  }

  @Override
  public void drop() {
    drops++;
    if (connection != null) {
      forget(connection);
    }
  }

  private Future<HttpClientConnection> connection() {
    if (connection != null) {
      return Future.succeededFuture(connection);
    }
    int before = drops;
    return setup
        .connect()
        .recover(cause -> Future.failedFuture(ExchangeException.connecting(cause)))
        .compose(open -> opened(open, before));
  }

  private Future<HttpClientConnection> opened(HttpClientConnection open, int before) {
    if (before != drops) {
      open.close();
      return Future.failedFuture(new ExchangeException(ErrorKind.CONNECT, "given up"));
    }
    connection = open;
    // A GOAWAY comes as a shutdown: the connection lives on but takes no new request.
    open.shutdownHandler(gone -> forget(open));
    open.closeHandler(gone -> forget(open));
    return Future.succeededFuture(open);
  }

  private Future<HttpClientResponse> send(HttpClientRequest request) {
    return setup.body() == null ? request.send() : request.send(setup.body());
  }

  private Future<Answer> read(HttpClientResponse response) {
    Body body = new Body(setup.keepText());
    response.handler(body::add);
    return response
        .end()
        .map(
            end -> {
              if (!setup.keepAlive() || saysClose(response)) {
                drop();
              }
              return body.answer(response, setup.body() == null ? 0 : setup.body().length());
            });
  }

  private void forget(HttpClientConnection gone) {
    if (connection == gone) {
      connection = null;
      gone.close();
    }
  }

  /** The client closes such a connection too, but only after we might have sent the next one. */
  private static boolean saysClose(HttpClientResponse response) {
    String options = response.getHeader(HttpHeaders.CONNECTION);
    if (options == null) {
      return response.version() == HttpVersion.HTTP_1_0;
    }
    return options.toLowerCase(Locale.ROOT).contains("close");
  }

  private static final class Body {
    private final Buffer kept;
    private long bytes;

    Body(boolean keep) {
      this.kept = keep ? Buffer.buffer() : null;
    }

    void add(Buffer chunk) {
      bytes += chunk.length();
      if (kept != null && kept.length() < KEPT_TEXT) {
        kept.appendBuffer(chunk, 0, Math.min(chunk.length(), KEPT_TEXT - kept.length()));
      }
    }

    Answer answer(HttpClientResponse response, long bytesOut) {
      return new Answer(
          response.statusCode(),
          BackendName.of(response.headers()),
          bytes,
          bytesOut,
          kept == null ? "" : kept.toString().strip());
    }
  }
}
