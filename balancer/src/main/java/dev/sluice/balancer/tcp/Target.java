package dev.sluice.balancer.tcp;

import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.net.Link;

/**
 * Where connections may go.
 *
 * @param link how connections to its backends begin
 */
public record Target(Pool pool, Link link) {}
