package dev.sluice.backend;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs a line per request once it is answered. */
final class RequestLog implements Handler<RoutingContext> {

  private static final Logger LOG = LoggerFactory.getLogger(RequestLog.class);

  @Override
  public void handle(RoutingContext context) {
    long begin = System.nanoTime();
    HttpServerRequest request = context.request();
    context.addEndHandler(
        ended ->
            LOG.info(
                "{} {} {} {} -> {}{} {} bytes {} us",
                request.connection().remoteAddress(),
                Protocols.name(request.version()),
                request.method(),
                request.uri(),
                request.response().getStatusCode(),
                ended.succeeded() ? "" : " (broken off)",
                request.response().bytesWritten(),
                TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begin)));
    context.next();
  }
}
