package dev.sluice.balancer.config;

import java.util.Optional;

/**
 * A host and a TCP or UDP port.
 *
 * @param host a name, an IPv4 address, or an IPv6 address without brackets
 * @param port 0 to 65535; 0 only where the system is to choose one
 */
public record Address(String host, int port) {

  /** Reads {@code host:port} or {@code [v6]:port}; empty when it is neither. */
  public static Optional<Address> parse(String text) {
    try {
      return Optional.of(Addresses.parse(text, 0));
    } catch (InvalidValue e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
  }
}
