package dev.sluice.balancer.net;

import dev.sluice.vertx.proxyprotocol.ProxyProtocol;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Makes the relays of one event loop, each in the cheapest way that its two channels allow. Every
 * call happens on that event loop.
 */
public final class Relays {

  private final Duration idle;
  private final RelayResources resources;

  /**
   * @param idle ends a relay when nothing moved in either direction for so long; zero for never
   * @param splice whether large transfers may be moved by the kernel alone
   */
  public Relays(Duration idle, boolean splice) {
    this.idle = idle;
    this.resources = new RelayResources(splice);
  }

  /**
   * Pairs two channels that are prepared as by {@link Dialer#prepare} and starts to pass bytes.
   *
   * @param onEnd called once, when both channels are closed or about to be; never after {@link
   *     Relay#stop} has returned
   */
  public Relay start(DuplexChannel client, DuplexChannel backend, Consumer<Relay.Result> onEnd) {
    return isPlainEpoll(client) && isPlainEpoll(backend)
        ? EpollRelay.start(client, backend, new EpollRelay.Settings(resources, idle), onEnd)
        : ChannelRelay.start(client, backend, idle, onEnd);
  }

  // What else stands in a pipeline only counts or watches, so it may be passed by.
  private static boolean isPlainEpoll(Channel channel) {
    return (channel instanceof EpollSocketChannel || channel instanceof EpollDomainSocketChannel)
        && channel.pipeline().get(SslHandler.class) == null
        && channel.pipeline().get(ProxyProtocol.HANDLER) == null;
  }
}
