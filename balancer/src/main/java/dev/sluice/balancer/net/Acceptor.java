package dev.sluice.balancer.net;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.ListenConfig.SocketConfig;
import dev.sluice.balancer.net.ListenerContext.Bind;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.VertxInternal;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One listening TCP or Unix domain socket, whose connections go to event loops in turn. It is
 * served by the first event loop that joins, so that with a single one no connection changes
 * threads. Safe to use from any thread.
 */
public final class Acceptor {

  private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);

  private static final long PAUSE_MS = 1_000;

  private final VertxInternal vertx;
  private final Bind bind;
  private final SocketConfig socket;
  private final Promise<Channel> listening = Promise.promise();
  private final List<Worker> workers = new CopyOnWriteArrayList<>();

  private record Worker(EventLoop loop, Consumer<DuplexChannel> accept) {}

  public Acceptor(VertxInternal vertx, Bind bind, SocketConfig socket) {
    this.vertx = vertx;
    this.bind = bind;
    this.socket = socket;
  }

  /**
   * Adds an event loop; the first one opens the socket.
   *
   * @param accept called on that loop with each of its connections, registered, and with reading
   *     off
   * @return the address, with the port also where the system chose it; fails when it can't be bound
   */
  public Future<Address> join(EventLoop loop, Consumer<DuplexChannel> accept) {
    boolean first;
    synchronized (workers) {
      first = workers.isEmpty();
      workers.add(new Worker(loop, accept));
    }
    if (first) {
      resolved().onSuccess(address -> open(loop, address)).onFailure(listening::fail);
    }
    return listening.future().map(this::bound);
  }

  private Future<SocketAddress> resolved() {
    if (bind.address().isUnix()) {
      return Future.succeededFuture(vertx.transport().convert(bind.socketAddress()));
    }
    return vertx
        .nameResolver()
        .resolve(bind.address().host())
        .map(host -> new InetSocketAddress(host, bind.address().port()));
  }

  private void open(EventLoop loop, SocketAddress address) {
    boolean unix = bind.address().isUnix();
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channelFactory(vertx.transport().serverChannelFactory(unix)::newChannel)
            .option(ChannelOption.SO_BACKLOG, socket.backlog())
            .handler(new Accepting());
    if (!unix) {
      bootstrap.option(ChannelOption.SO_REUSEADDR, true);
    }
    bootstrap
        .bind(address)
        .addListener(
            (ChannelFuture bound) -> {
              if (bound.isSuccess()) {
                listening.complete(bound.channel());
              } else {
                listening.fail(bound.cause());
              }
            });
  }

  private Address bound(Channel channel) {
    return channel.localAddress() instanceof InetSocketAddress inet
        ? bind.bound(inet.getPort())
        : bind.address();
  }

  /** Closes the socket, for all event loops; connections stay. */
  public Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    listening
        .future()
        .onSuccess(channel -> channel.close().addListener(done -> closed.complete()))
        .onFailure(neverOpened -> closed.complete());
    return closed.future();
  }

  private final class Accepting extends ChannelInboundHandlerAdapter {

    private int next;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
      DuplexChannel channel = (DuplexChannel) accepted;
      configure(channel.config());
      Worker worker = workers.get(next);
      next = next + 1 == workers.size() ? 0 : next + 1;
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

    private void hand(DuplexChannel channel, Worker worker) {
      worker
          .loop()
          .register(channel)
          .addListener(
              registered -> {
                if (registered.isSuccess()) {
                  worker.accept().accept(channel);
                } else {
                  channel.unsafe().closeForcibly();
                }
              });
    }

    // Such as too many open files: it would fail again at once, and for ever.
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      LOG.warn("{}: cannot accept a connection: {}", bind.address(), cause.getMessage());
      ChannelConfig config = ctx.channel().config();
      if (config.isAutoRead()) {
        config.setAutoRead(false);
        ctx.channel()
            .eventLoop()
            .schedule(() -> config.setAutoRead(true), PAUSE_MS, TimeUnit.MILLISECONDS);
      }
    }
  }
}
