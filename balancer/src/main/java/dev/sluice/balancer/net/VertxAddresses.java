package dev.sluice.balancer.net;

import dev.sluice.balancer.config.Address;
import io.vertx.core.net.SocketAddress;

/** Addresses of backends for the clients of Vert.x. */
public final class VertxAddresses {

  private static final int HTTP = 80;

  private VertxAddresses() {}

  /** Where to connect to. */
  public static SocketAddress of(Address address) {
    return address.isUnix()
        ? SocketAddress.domainSocketAddress(address.host())
        : SocketAddress.inetSocketAddress(address.port(), address.host());
  }

  /**
   * What {@code Host} says where nothing else is known. The path of a Unix domain socket can't
   * stand there (RFC 9112 section 3.2); what it stands for is on this machine.
   */
  public static String host(Address address) {
    return address.isUnix() ? "localhost" : address.host();
  }

  /** Beside {@link #host}. */
  public static int port(Address address) {
    return address.isUnix() ? HTTP : address.port();
  }
}
