package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.net.ListenerContext;

/** What the exchanges of one rule share. */
record ProxyContext(
    ListenerContext listener, String rule, Pool pool, Upstreams upstreams, Exchanges exchanges) {}
