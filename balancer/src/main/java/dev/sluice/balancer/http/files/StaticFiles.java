package dev.sluice.balancer.http.files;

import dev.sluice.balancer.config.Destination;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;

/** Placeholder until the merge. */
public final class StaticFiles implements Handler<RoutingContext> {
  public StaticFiles(Vertx vertx, Destination.Static config) {}

  @Override
  public void handle(RoutingContext rc) {
    rc.fail(404);
  }
}
