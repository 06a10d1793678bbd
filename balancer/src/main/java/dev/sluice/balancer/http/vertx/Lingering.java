package dev.sluice.balancer.http.vertx;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;

/**
 * Closes a connection whose request was not read to its end. To close at once would reset it, and
 * the client, still sending, might lose the answer (RFC 9112 §9.6): what it sends is thrown away
 * for a while first.
 */
final class Lingering {

  private static final long PATIENCE_MS = 1_000;

  private Lingering() {}

  static Future<Void> close(HttpServerRequest request) {
    if (request.isEnded()) {
      return request.connection().close();
    }
    Promise<Void> read = Promise.promise();
    request.handler(thrownAway -> {});
    request.endHandler(end -> read.tryComplete());
    request.exceptionHandler(gone -> read.tryComplete());
    request.resume();
    Context context = Vertx.currentContext();
    long timer = context.owner().setTimer(PATIENCE_MS, late -> read.tryComplete());
    return read.future()
        .eventually(
            () -> {
              context.owner().cancelTimer(timer);
              return request.connection().close();
            });
  }
}
