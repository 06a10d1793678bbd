package dev.sluice.balancer.udp;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.net.Dialer;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.vertx.core.internal.VertxInternal;

/**
 * Opens sockets to backends. They are connected: the kernel then hands over only what comes from
 * that backend, and tells when it refuses (ICMP port unreachable).
 */
final class UdpDialer {

  private final VertxInternal vertx;
  private final Bootstrap template;

  UdpDialer(VertxInternal vertx) {
    this.vertx = vertx;
    this.template = Datagrams.bootstrap(vertx);
  }

  /**
   * Connects.
   *
   * @throws ChannelException when the system gives no socket, which is no fault of the backend
   */
  ChannelFuture connect(EventLoop loop, Address address, ChannelHandler handler) {
    DatagramChannel channel = vertx.transport().datagramChannel();
    return template
        .clone(loop)
        .channelFactory(() -> channel)
        .handler(handler)
        .connect(Dialer.inetAddress(address));
  }
}
