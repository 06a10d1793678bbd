package dev.sluice.balancer.http.stream;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * Whose connection a request came over.
 *
 * @param source as a trusted proxy told it, else of the socket
 * @param destination where the client connected to; the same
 * @param encrypted whether by TLS that ends here
 */
public record Client(SocketAddress source, SocketAddress destination, boolean encrypted) {

  /** Its address; empty on a Unix domain socket. */
  public Optional<InetAddress> address() {
    return source instanceof InetSocketAddress inet
        ? Optional.ofNullable(inet.getAddress())
        : Optional.empty();
  }
}
