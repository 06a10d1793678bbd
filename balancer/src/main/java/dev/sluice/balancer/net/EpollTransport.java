package dev.sluice.balancer.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.spi.transport.Transport;
import java.net.SocketAddress;

/** Vert.x's epoll transport, on {@link MendedEpoll}. */
public record EpollTransport(Transport vertx) implements Transport {

  /**
   * The same transport, on {@link MendedEpoll}.
   *
   * @param epoll one that is available
   */
  public static io.vertx.core.transport.Transport mended(io.vertx.core.transport.Transport epoll) {
    return new Mended(epoll, new EpollTransport(epoll.implementation()));
  }

  private record Mended(io.vertx.core.transport.Transport epoll, Transport implementation)
      implements io.vertx.core.transport.Transport {

    @Override
    public String name() {
      return epoll.name();
    }

    @Override
    public boolean available() {
      return epoll.available();
    }

    @Override
    public Throwable unavailabilityCause() {
      return epoll.unavailabilityCause();
    }

    @Override
    public String toString() {
      return name();
    }
  }

  @Override
  public IoHandlerFactory ioHandlerFactory() {
    return new MendedEpoll(vertx.ioHandlerFactory());
  }

  @Override
  public boolean supportsDomainSockets() {
    return vertx.supportsDomainSockets();
  }

  @Override
  public boolean supportFileRegion() {
    return vertx.supportFileRegion();
  }

  @Override
  public boolean isAvailable() {
    return vertx.isAvailable();
  }

  @Override
  public Throwable unavailabilityCause() {
    return vertx.unavailabilityCause();
  }

  @Override
  public SocketAddress convert(io.vertx.core.net.SocketAddress address) {
    return vertx.convert(address);
  }

  @Override
  public io.vertx.core.net.SocketAddress convert(SocketAddress address) {
    return vertx.convert(address);
  }

  @Override
  public DatagramChannel datagramChannel() {
    return vertx.datagramChannel();
  }

  @Override
  @SuppressWarnings("deprecation") // as Vert.x has it
  public DatagramChannel datagramChannel(InternetProtocolFamily family) {
    return vertx.datagramChannel(family);
  }

  @Override
  public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
    return vertx.channelFactory(domainSocket);
  }

  @Override
  public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
    return vertx.serverChannelFactory(domainSocket);
  }

  @Override
  public void configure(DatagramChannel channel, DatagramSocketOptions options) {
    vertx.configure(channel, options);
  }

  @Override
  public void configure(
      ClientOptionsBase options, int connectTimeout, boolean domainSocket, Bootstrap bootstrap) {
    vertx.configure(options, connectTimeout, domainSocket, bootstrap);
  }

  @Override
  public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
    vertx.configure(options, domainSocket, bootstrap);
  }
}
