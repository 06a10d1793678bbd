package dev.sluice.balancer.config;

/**
 * Copies of requests whose answers are dropped.
 *
 * @param pool where the copies go; none of the rule's own pools
 * @param share of the requests that are copied, 0 to 1
 */
public record MirrorConfig(String pool, double share) {}
