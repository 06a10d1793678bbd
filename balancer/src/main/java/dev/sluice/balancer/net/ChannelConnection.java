package dev.sluice.balancer.net;

import dev.sluice.vertx.proxyprotocol.ProxyProtocol;
import dev.sluice.vertx.proxyprotocol.ProxyVerdict;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.SocketAddress;
import java.util.Optional;

/** One that goes through a channel, prepared as by {@link Dialer#prepare}. */
public final class ChannelConnection implements Connection {

  private final DuplexChannel channel;

  public ChannelConnection(DuplexChannel channel) {
    this.channel = channel;
    // Some channels know it only if they were asked while they were open.
    channel.remoteAddress();
  }

  DuplexChannel netty() {
    return channel;
  }

  /**
   * Whether nothing but its socket counts: what else stands in a pipeline only counts or watches,
   * so it may be passed by.
   */
  boolean isPlainEpoll() {
    return (channel instanceof EpollSocketChannel || channel instanceof EpollDomainSocketChannel)
        && channel.pipeline().get(SslHandler.class) == null
        && channel.pipeline().get(ProxyProtocol.HANDLER) == null;
  }

  @Override
  public EventLoop eventLoop() {
    return channel.eventLoop();
  }

  @Override
  public SocketAddress source() {
    return ProxyVerdict.source(channel);
  }

  @Override
  public SocketAddress destination() {
    return ProxyVerdict.destination(channel);
  }

  @Override
  public Optional<DuplexChannel> channel() {
    return Optional.of(channel);
  }

  @Override
  public void onClosed(Runnable told) {
    channel.closeFuture().addListener(closed -> told.run());
  }

  @Override
  public void watch() {
    Dialer.watch(channel);
  }

  @Override
  public void close() {
    channel.close();
  }
}
