package dev.sluice.balancer.tcp;

import dev.sluice.balancer.config.ListenConfig.Trust;
import dev.sluice.balancer.net.ProxyHeaders;
import dev.sluice.balancer.net.tls.ServerTls;
import dev.sluice.vertx.proxyprotocol.ProxyProtocol;
import java.time.Duration;
import java.util.Optional;

/**
 * What comes on a server's connections before their traffic.
 *
 * @param proxyProtocol what is expected of trusted proxies, if anything
 * @param tls empty where TLS is not terminated
 * @param hello whether a TLS client's first message is looked at, and passed on
 * @param timeout for all of it, zero for none
 */
record Preamble(
    Optional<ProxyProtocol> proxyProtocol,
    Optional<ServerTls> tls,
    boolean hello,
    Duration timeout) {

  static Preamble of(Trust trust, Optional<ServerTls> tls, boolean hello, Duration timeout) {
    Optional<ProxyProtocol> expected = ProxyHeaders.expected(trust, timeout);
    return new Preamble(expected, tls, hello && tls.isEmpty(), timeout);
  }

  /** Whether traffic may come at once. */
  boolean isEmpty() {
    return proxyProtocol.isEmpty() && tls.isEmpty() && !hello;
  }
}
