package dev.sluice.balancer.runtime;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.ServerConfig;

/**
 * An address of a server that accepts.
 *
 * @param address one of the server's, with the real port also where the configuration said 0
 */
public record Listening(ServerConfig server, Address address) {}
