package dev.sluice.backend;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * {@code /sse?count=N&interval-ms=MS}: server-sent events, the first at once; without a count until
 * the client goes. An interval in which the client has not taken what was sent is left out.
 */
final class SseHandler implements Handler<RoutingContext> {

  private static final long UNLIMITED = Long.MAX_VALUE;

  @Override
  public void handle(RoutingContext context) {
    String count = parameter(context, "count", Long.toString(UNLIMITED));
    String interval = parameter(context, "interval-ms", "1000");
    if (!count.matches("[1-9]\\d{0,18}")) {
      Replies.badValue(context, count, "a count of 1 or more");
    } else if (!interval.matches("[1-9]\\d{0,6}")) {
      Replies.badValue(context, interval, "an interval of 1 to 9999999 milliseconds");
    } else {
      stream(context, count, Long.parseLong(interval));
    }
  }

  private static String parameter(RoutingContext context, String name, String absent) {
    List<String> values = context.queryParam(name);
    return values.isEmpty() ? absent : values.get(0);
  }

  private static void stream(RoutingContext context, String count, long intervalMillis) {
    HttpServerResponse response = context.response();
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
        .setChunked(true);
    if (Replies.isHead(context)) {
      response.end();
      return;
    }
    Events events = new Events(response, Long.parseLong(count));
    Vertx vertx = context.vertx();
    if (events.next()) {
      long timer =
          vertx.setPeriodic(
              intervalMillis,
              id -> {
                if (!events.next()) {
                  vertx.cancelTimer(id);
                }
              });
      response.exceptionHandler(gone -> vertx.cancelTimer(timer));
      response.closeHandler(closed -> vertx.cancelTimer(timer));
    }
  }

  private static final class Events {

    private final HttpServerResponse response;
    private final long count;
    private long sent;

    Events(HttpServerResponse response, long count) {
      this.response = response;
      this.count = count;
    }

    /** Sends the next event; false once there are no more. */
    boolean next() {
      if (response.ended() || response.closed()) {
        return false;
      }
      if (response.writeQueueFull()) {
        return true;
      }
      sent++;
      response.write("id: " + sent + "\ndata: event " + sent + "\n\n");
      if (sent < count) {
        return true;
      }
      response.end();
      return false;
    }
  }
}
