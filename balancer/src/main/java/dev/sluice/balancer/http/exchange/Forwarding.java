package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.http.stream.Downstream;
import dev.sluice.balancer.http.stream.MessageFilter;
import dev.sluice.balancer.http.stream.MessageFilter.Origin;

/** Sends requests to the pools of a rule. For one event loop. */
public final class Forwarding implements Action {

  /** What is done with the requests of one rule. */
  record Plan(Rule rule, Origin origin, MessageFilter filter) {}

  private final ServerLoop loop;
  private final Plan plan;

  /**
   * @param filter what the rule changes in its messages
   */
  public Forwarding(ServerLoop loop, Rule rule, MessageFilter filter) {
    this.loop = loop;
    this.plan = new Plan(rule, new Origin(loop.server(), rule.name()), filter);
  }

  @Override
  public void run(Downstream request, RequestRecord record) {
    new Exchange(loop, plan, request, record).start();
  }
}
