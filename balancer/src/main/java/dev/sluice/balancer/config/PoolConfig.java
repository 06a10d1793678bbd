package dev.sluice.balancer.config;

import java.util.List;

/**
 * A pool, named or inline in a forward rule.
 *
 * @param name unique; an inline pool is called {@code SERVER.FORWARD}
 * @param backends at least one, in the order of the file
 */
public record PoolConfig(String name, Algorithm algorithm, List<BackendConfig> backends) {}
