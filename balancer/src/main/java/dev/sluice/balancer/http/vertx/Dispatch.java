package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.http.Reason;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.route.PathPolicy;
import dev.sluice.balancer.http.route.RefusedPath;
import dev.sluice.balancer.http.route.RouteTable;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands each request to the handler of the rule that matches it. */
final class Dispatch implements Handler<RoutingContext> {

  private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);

  private final RouteTable<Handler<RoutingContext>> table;
  private final LocalRules local;

  Dispatch(RouteTable<Handler<RoutingContext>> table, LocalRules local) {
    this.table = table;
    this.local = local;
  }

  @Override
  public void handle(RoutingContext routing) {
    Optional<Target> target = Target.of(routing.request());
    if (target.isEmpty()) {
      local.refuse(routing.request(), Reason.BAD_REQUEST);
      return;
    }
    RequestHead head = new RoutedHead(routing.request(), target.get());
    try {
      table
          .match(head, PathPolicy.normal(head.path()))
          .ifPresentOrElse(
              handler -> handler.handle(routing),
              () -> local.refuse(routing.request(), Reason.NO_ROUTE));
    } catch (RefusedPath refused) {
      LOG.info("malformed request: {}", refused.getMessage());
      local.refuse(routing.request(), Reason.BAD_REQUEST);
    }
  }
}
