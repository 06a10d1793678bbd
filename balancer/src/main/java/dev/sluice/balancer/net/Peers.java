package dev.sluice.balancer.net;

import io.netty.util.NetUtil;
import io.vertx.core.net.SocketAddress;
import java.net.InetSocketAddress;

/** Addresses of peers as text. */
public final class Peers {

  private Peers() {}

  /**
   * {@code 1.2.3.4:5} or {@code [::1]:5}, without a look-up; {@code unix} for a peer without an
   * address of its own, as those of Unix domain sockets are.
   */
  public static String text(java.net.SocketAddress address) {
    return address instanceof InetSocketAddress inet ? NetUtil.toSocketAddressString(inet) : "unix";
  }

  /** The same for an address in Vert.x's form. */
  public static String text(SocketAddress address) {
    if (address.hostAddress() == null) {
      return "unix";
    }
    return address.hostAddress().indexOf(':') < 0
        ? address.hostAddress() + ":" + address.port()
        : "[" + address.hostAddress() + "]:" + address.port();
  }
}
