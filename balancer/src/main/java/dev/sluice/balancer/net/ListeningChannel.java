package dev.sluice.balancer.net;

import dev.sluice.balancer.config.ListenConfig.SocketConfig;
import dev.sluice.balancer.net.Acceptor.Worker;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DuplexChannel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts channels. */
record ListeningChannel(Channel channel) implements Listening {

  private static final Logger LOG = LoggerFactory.getLogger(ListeningChannel.class);

  /**
   * Opens one.
   *
   * @param channel unbound
   * @param turns whose each next connection is
   */
  static Future<Listening> open(
      EventLoop loop,
      ServerChannel channel,
      SocketAddress address,
      SocketConfig socket,
      Supplier<Worker> turns) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channelFactory(() -> channel)
            .option(ChannelOption.SO_BACKLOG, socket.backlog())
            .handler(new Accepting(socket, turns));
    if (address instanceof InetSocketAddress) {
      bootstrap.option(ChannelOption.SO_REUSEADDR, true);
    }
    Promise<Listening> opened = Promise.promise();
    bootstrap
        .bind(address)
        .addListener(
            (ChannelFuture bound) -> {
              if (bound.isSuccess()) {
                opened.complete(new ListeningChannel(bound.channel()));
              } else {
                opened.fail(bound.cause());
              }
            });
    return opened.future();
  }

  @Override
  public SocketAddress address() {
    return channel.localAddress();
  }

  @Override
  public void pause() {
    channel.config().setAutoRead(false);
  }

  @Override
  public void resume() {
    channel.config().setAutoRead(true);
  }

  @Override
  public Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    channel.close().addListener(done -> closed.complete());
    return closed.future();
  }

  private static final class Accepting extends ChannelInboundHandlerAdapter {

    private final SocketConfig socket;
    private final Supplier<Worker> turns;

    private Accepting(SocketConfig socket, Supplier<Worker> turns) {
      this.socket = socket;
      this.turns = turns;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
      DuplexChannel channel = (DuplexChannel) accepted;
      configure(channel.config());
      Worker worker = turns.get();
      if (worker.loop() == ctx.channel().eventLoop()) {
        hand(channel, worker);
      } else {
        worker.loop().execute(() -> hand(channel, worker));
      }
    }

    private void configure(ChannelConfig config) {
      config.setAutoRead(false);
      if (socket.keepAlive()) {
        config.setOption(ChannelOption.SO_KEEPALIVE, true);
      }
      if (!socket.noDelay()) {
        // Netty has switched it on.
        config.setOption(ChannelOption.TCP_NODELAY, false);
      }
    }

    private static void hand(DuplexChannel channel, Worker worker) {
      worker
          .loop()
          .register(channel)
          .addListener(
              registered -> {
                if (registered.isSuccess()) {
                  Dialer.prepare(channel);
                  worker.accept().accept(new ChannelConnection(channel));
                } else {
                  channel.unsafe().closeForcibly();
                }
              });
    }

    // Such as too many open files: it would fail again at once, and for ever.
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      LOG.warn(
          "{}: cannot accept a connection: {}", ctx.channel().localAddress(), cause.getMessage());
      ChannelConfig config = ctx.channel().config();
      if (config.isAutoRead()) {
        config.setAutoRead(false);
        ctx.channel()
            .eventLoop()
            .schedule(() -> config.setAutoRead(true), Acceptor.REST_MS, TimeUnit.MILLISECONDS);
      }
    }
  }
}
