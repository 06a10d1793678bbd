package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.http.exchange.Rule;
import dev.sluice.balancer.net.ConnectFailures;
import dev.sluice.balancer.net.ListenerContext;
import dev.sluice.balancer.net.Loop;

/** What the exchanges of one rule share on one event loop. */
record ProxyContext(
    ListenerContext listener,
    Loop loop,
    Rule rule,
    Upstreams upstreams,
    Exchanges exchanges,
    ConnectFailures failures) {

  /** The server's name. */
  String server() {
    return listener.config().name();
  }
}
