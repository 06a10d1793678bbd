package dev.sluice.balancer.http.stream;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;

/** Whose connection requests come over. Immutable, but for what it keeps for the next request. */
public final class Client {

  private final SocketAddress source;
  private final SocketAddress destination;
  private final boolean encrypted;
  private final Optional<InetAddress> address;
  // Every request asks for it; null until the first one does.
  private String host;

  /**
   * @param source as a trusted proxy told it, else of the socket
   * @param destination where the client connected to; the same
   * @param encrypted whether by TLS that ends here
   */
  public Client(SocketAddress source, SocketAddress destination, boolean encrypted) {
    this.source = source;
    this.destination = destination;
    this.encrypted = encrypted;
    this.address =
        source instanceof InetSocketAddress inet
            ? Optional.ofNullable(inet.getAddress())
            : Optional.empty();
  }

  /** As a trusted proxy told it, else of the socket. */
  public SocketAddress source() {
    return source;
  }

  /** Where it connected to; the same. */
  public SocketAddress destination() {
    return destination;
  }

  /** Whether its connection is encrypted by TLS that ends here. */
  public boolean encrypted() {
    return encrypted;
  }

  /** Its address; empty on a Unix domain socket. */
  public Optional<InetAddress> address() {
    return address;
  }

  /** Its address as a text, without a port; empty on a Unix domain socket. */
  public String host() {
    if (host == null) {
      host = address.map(NetUtil::toAddressString).orElse("");
    }
    return host;
  }

  /** The port that it comes from as a text; empty on a Unix domain socket. */
  public String port() {
    return source instanceof InetSocketAddress inet ? Integer.toString(inet.getPort()) : "";
  }
}
