package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.config.ForwardConfig;
import dev.sluice.balancer.http.exchange.Rule;
import java.util.Map;

/**
 * What the event loops of an HTTP server share.
 *
 * @param rules of the forwards that lead to pools
 */
public record HttpServerParts(Map<ForwardConfig, Rule> rules, Encryption encryption) {}
