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
  // Every request asks for these; null until the first one does.
  private String host;
  private String authority;
  private String forwarded;

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

  /**
   * What {@code Forwarded} says of it (RFC 7239, section 4).
   *
   * @param asked what it named as host and port; empty when it named none
   */
  public String forwarded(String asked) {
    if (!asked.equals(authority)) {
      authority = asked;
      forwarded =
          "for="
              + node()
              + (asked.isEmpty() ? "" : ";host=\"" + asked + "\"")
              + (encrypted ? ";proto=https" : ";proto=http");
    }
    return forwarded;
  }

  // RFC 7239 section 6: an IPv6 address is bracketed and quoted.
  private String node() {
    String text = host();
    if (text.isEmpty()) {
      return "unknown";
    }
    return text.indexOf(':') < 0 ? text : "\"[" + text + "]\"";
  }

  /** The port that it comes from as a text; empty on a Unix domain socket. */
  public String port() {
    return source instanceof InetSocketAddress inet ? Integer.toString(inet.getPort()) : "";
  }
}
