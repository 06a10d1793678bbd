package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.http.Reason;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** The answers that the balancer makes itself: a short text, or JSON for those who accept it. */
final class LocalAnswer {

  static final CharSequence REASON_HEADER = HttpHeaders.createOptimized("x-sluice-reason");

  private LocalAnswer() {}

  /**
   * Sends an answer whose head has not been sent.
   *
   * @param close whether the connection is to be closed behind it
   */
  static Future<Void> send(HttpServerRequest request, Reason reason, boolean close) {
    HttpServerResponse response = request.response();
    response.setStatusCode(reason.status());
    response.putHeader(REASON_HEADER, reason.word());
    if (close) {
      response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    if (reason == Reason.METHOD_NOT_ALLOWED && !response.headers().contains(HttpHeaders.ALLOW)) {
      response.putHeader(HttpHeaders.ALLOW, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    }
    String body;
    if (wantsJson(request)) {
      response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
      body =
          new JsonObject()
                  .put("status", reason.status())
                  .put("reason", reason.word())
                  .put("detail", reason.text())
                  .encode()
              + "\n";
    } else {
      response.putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8");
      body = reason.status() + " " + reason.word() + ": " + reason.text() + "\n";
    }
    Future<Void> sent = response.end(body);
    return close ? sent.eventually(() -> Lingering.close(request)) : sent;
  }

  private static boolean wantsJson(HttpServerRequest request) {
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    return accept != null && accept.toLowerCase(Locale.ROOT).contains("json");
  }
}
