package dev.sluice.balancer.runtime;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.ServerConfig;

/**
 * A server that accepts.
 *
 * @param port the real one, also where the configuration said 0
 */
public record Listening(ServerConfig server, int port) {

  /** Where it listens, with the real port. */
  public Address address() {
    return new Address(server.listen().host(), port);
  }
}
