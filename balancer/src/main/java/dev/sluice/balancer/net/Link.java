package dev.sluice.balancer.net;

import dev.sluice.balancer.config.ConnectionsConfig.ProxyProtocol;
import dev.sluice.balancer.net.Dialer.Purpose;
import dev.sluice.balancer.net.tls.ClientTls;
import dev.sluice.vertx.proxyprotocol.ProxyHeader;
import io.netty.channel.Channel;
import java.util.Optional;

/**
 * What begins the connections to the backends of a pool.
 *
 * @param proxyHeader a PROXY protocol header of this version, ahead of everything else
 * @param tls then a TLS handshake
 */
public record Link(Optional<ProxyHeader.Version> proxyHeader, Optional<ClientTls> tls) {

  /** Nothing. */
  public static final Link PLAIN = new Link(Optional.empty(), Optional.empty());

  /** Sends what a connection begins with, apart from TLS. */
  void announce(Channel channel, Purpose purpose) {
    proxyHeader.ifPresent(
        version ->
            channel.writeAndFlush(
                ProxyHeader.encode(
                    version, purpose.client(), purpose.destination(), channel.alloc())));
  }

  /** Without the header. */
  public Link unannounced() {
    return new Link(Optional.empty(), tls);
  }

  /** As configured. */
  public static Link of(ProxyProtocol proxyProtocol, Optional<ClientTls> tls) {
    return new Link(ProxyHeaders.version(proxyProtocol), tls);
  }
}
