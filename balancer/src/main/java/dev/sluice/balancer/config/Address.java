package dev.sluice.balancer.config;

import java.util.Optional;

/**
 * A host and a TCP or UDP port, or the path of a Unix domain socket.
 *
 * @param host a name, an IPv4 address, or an IPv6 address without brackets; of a Unix domain
 *     socket, the absolute path
 * @param port 0 to 65535; 0 only where the system is to choose one; of a Unix domain socket, -1
 */
public record Address(String host, int port) {

  /** What stands before the path of a Unix domain socket. */
  static final String UNIX = "unix:";

  private static final int NO_PORT = -1;

  /** A Unix domain socket. */
  public static Address unix(String path) {
    return new Address(path, NO_PORT);
  }

  /** Whether this is a Unix domain socket. */
  public boolean isUnix() {
    return port == NO_PORT;
  }

  /** Reads {@code host:port}, {@code [v6]:port} or {@code unix:/path}; empty when it is none. */
  public static Optional<Address> parse(String text) {
    try {
      return Optional.of(Addresses.parse(text, 0));
    } catch (InvalidValue e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    if (isUnix()) {
      return UNIX + host;
    }
    return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
  }
}
