package dev.sluice.backend;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** {@code /echo}: returns the body while it arrives, under its own type. */
final class EchoHandler implements Handler<RoutingContext> {

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    HttpServerResponse response = context.response();
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    if (type != null) {
      response.putHeader(HttpHeaders.CONTENT_TYPE, type);
    }
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length != null) {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, length);
    } else {
      response.setChunked(true);
    }
    if (Replies.isHead(context)) {
      response.end();
      return;
    }
    response.exceptionHandler(gone -> {});
    // A pipe that breaks has lost its client: there is nobody left to tell.
    request.pipeTo(response).onFailure(broken -> response.reset());
  }
}
