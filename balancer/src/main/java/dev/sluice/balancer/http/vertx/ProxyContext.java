package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.net.ListenerContext;
import dev.sluice.balancer.net.Throttle;

/**
 * What the exchanges of one rule share.
 *
 * @param failures thins out the log lines about backends that take no connection
 */
record ProxyContext(
    ListenerContext listener,
    String rule,
    Pool pool,
    Upstreams upstreams,
    Exchanges exchanges,
    Throttle failures) {}
