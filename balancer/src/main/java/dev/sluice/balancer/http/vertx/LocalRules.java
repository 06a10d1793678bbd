package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.config.Destination;
import dev.sluice.balancer.http.Reason;
import dev.sluice.balancer.http.files.StaticFiles;
import dev.sluice.balancer.net.ListenerContext;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The answers that need no backend: fixed ones, files, and refusals. For one event loop. */
final class LocalRules {

  private static final Logger LOG = LoggerFactory.getLogger(LocalRules.class);

  private static final String RECORD = "sluice.record";

  private final ListenerContext context;
  private final Exchanges exchanges;

  LocalRules(ListenerContext context, Exchanges exchanges) {
    this.context = context;
    this.exchanges = exchanges;
  }

  /** The rule's own answer, whatever the method. */
  Handler<RoutingContext> respond(String rule, Destination.Respond respond) {
    Buffer body = Buffer.buffer(respond.body());
    return routing -> {
      HttpServerResponse response = begin(routing, rule);
      response.setStatusCode(respond.status());
      response.putHeader(HttpHeaders.CONTENT_TYPE, respond.contentType());
      response.end(body);
    };
  }

  /** Files; what can't be served fails the routing with a status. */
  Handler<RoutingContext> files(String rule, Destination.Static files) {
    StaticFiles handler = new StaticFiles(context.vertx(), files);
    return routing -> {
      begin(routing, rule);
      handler.handle(routing);
    };
  }

  /** The end of a routing that failed. */
  void failed(RoutingContext routing) {
    Reason reason =
        switch (routing.statusCode()) {
          case 400 -> Reason.BAD_REQUEST;
          case 403 -> Reason.FORBIDDEN;
          case 404 -> Reason.NOT_FOUND;
          case 405 -> Reason.METHOD_NOT_ALLOWED;
          case 416 -> Reason.RANGE_NOT_SATISFIABLE;
          default -> Reason.INTERNAL_ERROR;
        };
    if (reason == Reason.INTERNAL_ERROR) {
      LOG.error(
          "{}: {} {} failed",
          context.config().name(),
          routing.request().method(),
          routing.request().uri(),
          routing.failure());
    }
    if (routing.response().headWritten()) {
      routing.request().connection().close();
      return;
    }
    RequestRecord record = routing.get(RECORD);
    if (record == null && reason == Reason.NOT_FOUND) {
      // The router itself takes only targets that begin with a slash.
      boolean known = Target.of(routing.request()).isPresent();
      refuse(routing.request(), known ? Reason.NO_ROUTE : Reason.BAD_REQUEST);
    } else if (record == null) {
      refuse(routing.request(), reason);
    } else {
      record.reason(reason.word());
      LocalAnswer.send(routing.request(), reason, exchanges.draining());
    }
  }

  private HttpServerResponse begin(RoutingContext routing, String rule) {
    HttpServerRequest request = routing.request();
    HttpServerResponse response = request.response();
    RequestRecord record = new RequestRecord(request, context);
    record.rule(rule);
    routing.put(RECORD, record);
    response.bodyEndHandler(
        sent -> record.end(response.getStatusCode(), request.bytesRead(), response.bytesWritten()));
    response.closeHandler(
        gone -> {
          record.reason(Reason.CLIENT_GONE.word());
          record.end(Reason.CLIENT_GONE.status(), request.bytesRead(), response.bytesWritten());
        });
    if (exchanges.draining()) {
      response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    return response;
  }

  /** A request that the HTTP decoder could not take. */
  void malformed(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    LOG.info("{}: malformed request: {}", context.config().name(), cause.getMessage());
    Reason reason =
        cause instanceof TooLongHttpLineException
            ? Reason.TARGET_TOO_LONG
            : cause instanceof TooLongHttpHeaderException
                ? Reason.HEADER_TOO_LARGE
                : Reason.BAD_REQUEST;
    refuse(request, reason);
  }

  void refuse(HttpServerRequest request, Reason reason) {
    RequestRecord record = new RequestRecord(request, context);
    boolean unread = reason != Reason.NO_ROUTE || RequestBody.follows(request);
    LocalAnswer.send(request, reason, unread || exchanges.draining());
    record.reason(reason.word());
    record.end(reason.status(), 0, request.response().bytesWritten());
  }
}
