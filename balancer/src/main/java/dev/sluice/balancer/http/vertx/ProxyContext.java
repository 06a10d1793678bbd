package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.http.exchange.Rule;
import dev.sluice.balancer.net.ListenerContext;
import dev.sluice.balancer.net.Loop;
import dev.sluice.balancer.net.Throttle;

/**
 * What the exchanges of one rule share on one event loop.
 *
 * @param failures thins out the log lines about backends that take no connection
 */
record ProxyContext(
    ListenerContext listener,
    Loop loop,
    Rule rule,
    Upstreams upstreams,
    Exchanges exchanges,
    Throttle failures) {

  /** The server's name. */
  String server() {
    return listener.config().name();
  }
}
