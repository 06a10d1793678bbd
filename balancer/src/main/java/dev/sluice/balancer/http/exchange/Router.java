package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.stream.Client;
import java.util.Optional;

/** Finds the rule for a request. Immutable; called on any event loop. */
@FunctionalInterface
public interface Router {

  /** The rule that takes a request; empty when none does. */
  Optional<RuleAction> match(RequestHead head, Client client);
}
