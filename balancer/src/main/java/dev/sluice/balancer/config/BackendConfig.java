package dev.sluice.balancer.config;

/**
 * One member of a pool.
 *
 * @param weight share relative to the others, 1 to 65535
 */
public record BackendConfig(Address address, int weight) {}
