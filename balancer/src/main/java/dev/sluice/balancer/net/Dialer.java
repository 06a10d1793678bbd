package dev.sluice.balancer.net;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.ListenConfig.SocketConfig;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketChannelConfig;
import io.netty.util.NetUtil;
import io.vertx.core.internal.VertxInternal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;

/**
 * Connects to backends, below Vert.x, on the event loop of the client's connection. A channel comes
 * with reading off, so that nothing is lost before it is paired.
 */
public final class Dialer {

  private static final int SMALLEST_READ = 512;
  private static final int FIRST_READ = 16 * 1024;
  private static final int LARGEST_READ = 256 * 1024;

  private final Bootstrap template;

  /**
   * @param connectTimeout for one attempt, positive
   */
  public Dialer(VertxInternal vertx, Duration connectTimeout, SocketConfig socket) {
    this.template =
        new Bootstrap()
            .channelFactory(vertx.transport().channelFactory(false))
            .resolver(vertx.nameResolver().nettyAddressResolverGroup())
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) connectTimeout.toMillis())
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .option(ChannelOption.TCP_NODELAY, socket.noDelay())
            .option(ChannelOption.SO_KEEPALIVE, socket.keepAlive())
            .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .option(ChannelOption.RECVBUF_ALLOCATOR, reads())
            .handler(new Nothing());
  }

  /** Connects; the channel is as {@link #prepare} leaves it. */
  public ChannelFuture connect(EventLoop loop, Address address) {
    return template.clone(loop).connect(socketAddress(address));
  }

  /**
   * Readies an accepted channel for relaying: reading off, direct buffers that grow with the
   * traffic, and a half-close that is told rather than ending the channel. What comes before it is
   * paired is kept.
   */
  public static void prepare(SocketChannel channel) {
    SocketChannelConfig config = channel.config();
    config.setAutoRead(false);
    config.setAllowHalfClosure(true);
    config.setAllocator(PooledByteBufAllocator.DEFAULT);
    config.setRecvByteBufAllocator(reads());
    channel.pipeline().addFirst(EarlyBytes.NAME, new EarlyBytes());
  }

  /**
   * Has a prepared channel notice when its peer breaks off, for as long as it is not paired. What
   * the peer sends meanwhile is kept, up to a bound beyond which it is not read.
   */
  public static void watch(SocketChannel channel) {
    EarlyBytes early = channel.pipeline().get(EarlyBytes.class);
    if (early != null) {
      early.watch(channel);
    }
  }

  private static AdaptiveRecvByteBufAllocator reads() {
    return new AdaptiveRecvByteBufAllocator(SMALLEST_READ, FIRST_READ, LARGEST_READ);
  }

  /** To connect to: a numeric one needs no resolver, and must not be sent to a name server. */
  public static InetSocketAddress socketAddress(Address address) {
    byte[] numeric = NetUtil.createByteArrayFromIpAddressString(address.host());
    if (numeric == null) {
      return InetSocketAddress.createUnresolved(address.host(), address.port());
    }
    try {
      return new InetSocketAddress(InetAddress.getByAddress(numeric), address.port());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(address.toString(), e);
    }
  }

  @ChannelHandler.Sharable
  private static final class Nothing extends ChannelInboundHandlerAdapter {}
}
