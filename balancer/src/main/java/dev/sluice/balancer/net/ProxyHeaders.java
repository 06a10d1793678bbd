package dev.sluice.balancer.net;

import dev.sluice.balancer.config.ConnectionsConfig;
import dev.sluice.balancer.config.ListenConfig.Trust;
import dev.sluice.balancer.config.Network;
import dev.sluice.vertx.proxyprotocol.ProxyHeader;
import dev.sluice.vertx.proxyprotocol.ProxyProtocol;
import dev.sluice.vertx.proxyprotocol.ProxyProtocol.OnRefusal;
import dev.sluice.vertx.proxyprotocol.ProxyVerdict;
import dev.sluice.vertx.proxyprotocol.ProxyVerdict.Result;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** PROXY protocol headers, as configured and as logged. */
public final class ProxyHeaders {

  private ProxyHeaders() {}

  /**
   * What is expected of a server's connections, if anything.
   *
   * @param timeout zero for none
   */
  public static Optional<ProxyProtocol> expected(Trust trust, Duration timeout) {
    return trust.proxyProtocol()
        ? Optional.of(new ProxyProtocol(Network.anyOf(trust.proxies()), OnRefusal.CLOSE, timeout))
        : Optional.empty();
  }

  /** What backends are sent, if anything. */
  public static Optional<ProxyHeader.Version> version(ConnectionsConfig.ProxyProtocol configured) {
    return switch (configured) {
      case OFF -> Optional.empty();
      case V1 -> Optional.of(ProxyHeader.Version.V1);
      case V2 -> Optional.of(ProxyHeader.Version.V2);
    };
  }

  /** The word of the log for a connection that is refused. */
  public static String word(ProxyVerdict refused) {
    return refused.result() == Result.TIMED_OUT
        ? "client-timeout"
        : "proxy-header-" + refused.result().name().toLowerCase(Locale.ROOT);
  }
}
