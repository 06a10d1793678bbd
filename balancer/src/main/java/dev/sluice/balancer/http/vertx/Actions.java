package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.config.Destination;
import dev.sluice.balancer.config.FilterConfig;
import dev.sluice.balancer.config.ForwardConfig;
import dev.sluice.balancer.http.exchange.Action;
import dev.sluice.balancer.http.exchange.Filtered;
import dev.sluice.balancer.http.exchange.FixedAnswer;
import dev.sluice.balancer.http.exchange.Forwarding;
import dev.sluice.balancer.http.exchange.Preflight;
import dev.sluice.balancer.http.exchange.RedirectAnswer;
import dev.sluice.balancer.http.exchange.Rule;
import dev.sluice.balancer.http.exchange.ServerLoop;
import dev.sluice.balancer.http.files.Patience;
import dev.sluice.balancer.http.files.StaticFiles;
import dev.sluice.balancer.http.filter.RuleFilter;
import dev.sluice.balancer.http.stream.MessageFilter;
import dev.sluice.balancer.net.Loop;
import java.util.Map;

/** Makes what rules do, for one event loop. */
final class Actions {

  private final ServerLoop server;
  private final Map<ForwardConfig, Rule> rules;
  private final Loop loop;

  /**
   * @param rules of the forwards that lead to pools
   */
  Actions(ServerLoop server, Map<ForwardConfig, Rule> rules, Loop loop) {
    this.server = server;
    this.rules = rules;
    this.loop = loop;
  }

  Action of(ForwardConfig forward) {
    FilterConfig filters = forward.policy().filters();
    return Preflight.before(action(forward, RuleFilter.of(filters)), filters.cors());
  }

  private Action action(ForwardConfig forward, MessageFilter filter) {
    Destination destination = forward.destination();
    if (destination instanceof Destination.Respond respond) {
      return local(filter, new FixedAnswer(respond));
    }
    if (destination instanceof Destination.Redirect redirect) {
      return local(filter, new RedirectAnswer(redirect));
    }
    if (destination instanceof Destination.Static files) {
      Patience patience =
          new Patience(server.time().wheel(), server.config().timeouts().backendIdle());
      return local(filter, new StaticFiles(loop, server.exchanges(), patience, files));
    }
    return new Forwarding(server, rules.get(forward), filter);
  }

  private Action local(MessageFilter filter, Action action) {
    return Filtered.by(filter, server.random(), action);
  }
}
