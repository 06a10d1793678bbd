package dev.sluice.balancer.net.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import java.util.List;

/** Choosing the application protocol (RFC 7301). */
final class Alpn {

  private Alpn() {}

  /**
   * Offers protocols, the best first. Peers with none of them in common go on without.
   *
   * @param protocols such as {@code http/1.1}; empty for no ALPN
   */
  static ApplicationProtocolConfig offering(List<String> protocols) {
    return protocols.isEmpty()
        ? ApplicationProtocolConfig.DISABLED
        : new ApplicationProtocolConfig(
            Protocol.ALPN,
            SelectorFailureBehavior.NO_ADVERTISE,
            SelectedListenerFailureBehavior.ACCEPT,
            protocols);
  }
}
