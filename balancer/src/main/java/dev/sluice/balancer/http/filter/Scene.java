package dev.sluice.balancer.http.filter;

import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.stream.Client;

/**
 * What texts with variables are filled from. For the event loop of its exchange.
 *
 * @param requestId as it goes on
 * @param origin who takes the request, by name
 * @param target empty texts while there is none
 */
public record Scene(
    RequestHead head, Client client, String requestId, Origin origin, Target target) {

  /** The server and the rule that take a request. */
  public record Origin(String server, String rule) {}

  /** The pool and the backend that it goes to. */
  public record Target(String pool, String backend) {

    /** None, or not yet. */
    public static final Target NONE = new Target("", "");
  }
}
