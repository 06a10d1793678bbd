package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.http.Reason;
import dev.sluice.balancer.http.route.RouteTable;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** Hands each request to the handler of the rule that matches it. */
final class Dispatch implements Handler<RoutingContext> {

  private final RouteTable<Handler<RoutingContext>> table;
  private final LocalRules local;

  Dispatch(RouteTable<Handler<RoutingContext>> table, LocalRules local) {
    this.table = table;
    this.local = local;
  }

  @Override
  public void handle(RoutingContext routing) {
    Optional<Target> target = Target.of(routing.request());
    Optional<String> path = path(routing);
    if (target.isEmpty() || path.isEmpty()) {
      local.refuse(routing.request(), Reason.BAD_REQUEST);
      return;
    }
    table
        .match(target.get().host(), path.get())
        .ifPresentOrElse(
            handler -> handler.handle(routing),
            () -> local.refuse(routing.request(), Reason.NO_ROUTE));
  }

  // Matched on the normalised path, so that "/a/../b" can't get around a rule for "/b".
  private static Optional<String> path(RoutingContext routing) {
    try {
      return Optional.of(routing.normalizedPath());
    } catch (IllegalArgumentException notPercentEncoded) {
      return Optional.empty();
    }
  }
}
