package dev.sluice.backend;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** Short answers; to a HEAD they have the head of the GET. */
final class Replies {

  static final String TEXT = "text/plain; charset=utf-8";

  private Replies() {}

  static void text(RoutingContext context, int status, String body) {
    send(context, status, TEXT, Buffer.buffer(body));
  }

  static void json(RoutingContext context, JsonObject body) {
    send(context, 200, "application/json", body.toBuffer().appendString("\n"));
  }

  static void health(RoutingContext context, boolean up) {
    text(context, up ? 200 : 503, up ? "ok" : "down");
  }

  /** 400 for a path parameter or query parameter that can't be used. */
  static void badValue(RoutingContext context, String value, String allowed) {
    text(context, 400, "'%s' is not usable here; use %s\n".formatted(value, allowed));
  }

  static boolean isHead(RoutingContext context) {
    return context.request().method().equals(HttpMethod.HEAD);
  }

  private static void send(RoutingContext context, int status, String type, Buffer body) {
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(status);
    if (status == 204 || status == 304) {
      response.end();
      return;
    }
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, type)
        .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
    if (isHead(context)) {
      response.end();
    } else {
      response.end(body);
    }
  }
}
