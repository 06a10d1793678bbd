package dev.sluice.backend;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/**
 * Answers the configured share of requests with 500. Health checks have a switch of their own and
 * are left out.
 */
final class FailureHandler implements Handler<RoutingContext> {

  private final FaultInjector faults;

  FailureHandler(FaultInjector faults) {
    this.faults = faults;
  }

  @Override
  public void handle(RoutingContext context) {
    boolean health = context.request().path().startsWith(Routes.HEALTH_PATH);
    if (!health && faults.nextFails()) {
      Replies.text(context, 500, "Internal Server Error: injected failure\n");
    } else {
      context.next();
    }
  }
}
