package dev.sluice.balancer.http.stream;

import dev.sluice.balancer.config.ConnectionsConfig;

/**
 * How one request uses a connection to a backend.
 *
 * @param pool the name of the backend's pool
 * @param connections as the pool wants them
 * @param client on whose behalf
 * @param fresh not one that was used before
 */
public record UpstreamUse(
    String pool, ConnectionsConfig connections, Client client, boolean fresh) {}
