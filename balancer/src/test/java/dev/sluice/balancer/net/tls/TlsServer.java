package dev.sluice.balancer.net.tls;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SniCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Sends back what it gets over TLS. Reading is off until the handshake is over, as it is for a
 * relay.
 */
final class TlsServer implements AutoCloseable {

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final BlockingQueue<String> outcomes = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
  private final Queue<Channel> accepted = new ConcurrentLinkedQueue<>();
  private final Channel listening;

  TlsServer(ServerTls tls, Duration timeout) {
    this.listening =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childOption(ChannelOption.AUTO_READ, false)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accepted.add(channel);
                    channel.pipeline().addLast(tls.newHandler(timeout), new Echo());
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();
  }

  int port() {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  /** How the next handshake ended: the version of the protocol and ALPN's, or the word for why. */
  String outcome() throws InterruptedException {
    return String.valueOf(outcomes.poll(10, TimeUnit.SECONDS));
  }

  /** Whether there are outcomes that nobody has asked for. */
  boolean more() {
    return !outcomes.isEmpty();
  }

  /** The host name that the next client asked for by SNI. */
  String asked() throws InterruptedException {
    return String.valueOf(asked.poll(10, TimeUnit.SECONDS));
  }

  private final class Echo extends ChannelInboundHandlerAdapter {

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof SniCompletionEvent sni) {
        asked.add(String.valueOf(sni.hostname()));
      }
      if (event instanceof SslHandshakeCompletionEvent handshake) {
        if (handshake.isSuccess()) {
          SslHandler handler = ctx.pipeline().get(SslHandler.class);
          String protocol = handler.applicationProtocol();
          outcomes.add(
              handler.engine().getSession().getProtocol()
                  + (protocol == null ? "" : " " + protocol));
          ctx.channel().config().setAutoRead(true);
        } else {
          outcomes.add(TlsFailure.of(handshake.cause()).word());
        }
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
      ctx.writeAndFlush(bytes);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }

  @Override
  public void close() {
    listening.close().syncUninterruptibly();
    accepted.forEach(channel -> channel.close().syncUninterruptibly());
    // A channel that is closed takes leave of its handlers in a task of its own.
    group.submit(() -> {}).syncUninterruptibly();
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
