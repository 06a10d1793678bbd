package dev.sluice.balancer.http.vertx;

import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.function.Consumer;

/** Passes a backend's answer on to the client. For one event loop. */
final class AnswerRelay {

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final HttpClientResponse answer;

  AnswerRelay(HttpServerRequest request, HttpClientResponse answer) {
    this.request = request;
    this.response = request.response();
    this.answer = answer;
  }

  /** Whether only the end of the connection can tell the client where the body ends. */
  boolean untilClose() {
    return !sized() && !empty() && request.version() == HttpVersion.HTTP_1_0;
  }

  /** Whether the backend will close the connection behind it. */
  boolean lastOfConnection() {
    return Heads.connectionOptions(answer.headers()).contains("close");
  }

  private boolean sized() {
    return answer.headers().contains(HttpHeaders.CONTENT_LENGTH);
  }

  private boolean empty() {
    return request.method() == HttpMethod.HEAD
        || answer.statusCode() == 204
        || answer.statusCode() == 304;
  }

  /** Fills the head of the answer to the client. */
  void head() {
    response.setStatusCode(answer.statusCode());
    // Vert.x tells a 304 by the very object that stands for it, so a usual message is left alone.
    if (!answer.statusMessage().equals(response.getStatusMessage())) {
      response.setStatusMessage(answer.statusMessage());
    }
    Heads.copyEndToEnd(answer.headers(), response.headers());
    Heads.via(answer.version(), response.headers());
  }

  /**
   * Sends the head, and the body as it comes; the answer to the client is not ended.
   *
   * @param onEnd once all of the body, and its trailers, are handed on
   */
  void start(Runnable onMoved, Runnable onEnd, Consumer<Throwable> onBroken) {
    if (!sized() && !empty() && !untilClose()) {
      response.setChunked(true);
      // Not to wait for the first of the body: it may be long in coming.
      response.writeHead();
    }
    new Pump(answer, response, moved -> onMoved.run(), () -> finish(onEnd)).start(onBroken::accept);
  }

  private void finish(Runnable onEnd) {
    if (response.isChunked()) {
      answer.trailers().forEach(field -> response.putTrailer(field.getKey(), field.getValue()));
    }
    onEnd.run();
  }
}
