package dev.sluice.balancer.net;

import dev.sluice.balancer.config.ConnectionsConfig.ProxyProtocol;
import dev.sluice.balancer.net.Dialer.Purpose;
import dev.sluice.balancer.net.tls.ClientTls;
import dev.sluice.vertx.proxyprotocol.ProxyHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
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
    if (proxyHeader.isPresent()) {
      channel.writeAndFlush(header(purpose, channel.alloc()));
    }
  }

  /** What a connection begins with, apart from TLS; empty for nothing. To be released. */
  ByteBuf header(Purpose purpose, ByteBufAllocator alloc) {
    return proxyHeader
        .map(version -> ProxyHeader.encode(version, purpose.client(), purpose.destination(), alloc))
        .orElse(Unpooled.EMPTY_BUFFER);
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
