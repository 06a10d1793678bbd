package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.config.ForwardConfig;
import dev.sluice.balancer.http.Reason;
import dev.sluice.balancer.http.exchange.LocalAnswer;
import dev.sluice.balancer.http.exchange.Router;
import dev.sluice.balancer.http.exchange.RuleAction;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.route.PathPolicy;
import dev.sluice.balancer.http.route.RefusedPath;
import dev.sluice.balancer.http.route.RouteTable;
import dev.sluice.balancer.http.stream.Client;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the rule for a request by the table of a server. For one event loop. */
final class RuleRouter implements Router {

  private static final Logger LOG = LoggerFactory.getLogger(RuleRouter.class);

  // No rule has taken it.
  private static final Optional<RuleAction> REFUSED =
      Optional.of(new RuleAction("", LocalAnswer.refusing(Reason.BAD_REQUEST)));

  private final RouteTable<RuleAction> table;

  private RuleRouter(RouteTable<RuleAction> table) {
    this.table = table;
  }

  static Router of(List<ForwardConfig> forwards, Actions actions) {
    return new RuleRouter(
        RouteTable.of(
            forwards.stream()
                .map(
                    forward ->
                        new RouteTable.Rule<>(
                            forward, new RuleAction(forward.name(), actions.of(forward))))
                .toList()));
  }

  @Override
  public Optional<RuleAction> match(RequestHead head, Client client) {
    try {
      return table.match(head, PathPolicy.normal(head.path()));
    } catch (RefusedPath refused) {
      LOG.info("malformed request: {}", refused.getMessage());
      return REFUSED;
    }
  }
}
