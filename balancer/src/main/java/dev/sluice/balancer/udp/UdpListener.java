package dev.sluice.balancer.udp;

import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.balance.Split;
import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.ServerConfig;
import dev.sluice.balancer.net.ConnectFailures;
import dev.sluice.balancer.net.DroppedDatagrams;
import dev.sluice.balancer.net.Listener;
import dev.sluice.balancer.net.ListenerContext;
import dev.sluice.balancer.net.Loop;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.unix.UnixChannelOption;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.time.Duration;

/** One event loop's share of a UDP server: a socket, and the sessions of those who send to it. */
final class UdpListener implements Listener {

  /** While it stops, a session that has been silent for so long has ended. */
  private static final Duration QUIET = Duration.ofSeconds(1);

  private final ListenerContext listener;
  private final SharedPort port;
  private final boolean first;
  private final EventLoop eventLoop;
  private final SessionContext context;
  private final SessionTable sessions;
  private final long seed;
  private final Promise<Integer> stopped = Promise.promise();
  // null until it is bound
  private Channel socket;
  private boolean stopping;
  private boolean closed;

  /**
   * @param first whether it is the one that finds the port
   */
  UdpListener(
      ListenerContext listener,
      Split<Pool> pools,
      SessionLimit limit,
      SharedPort port,
      boolean first) {
    this.listener = listener;
    this.port = port;
    this.first = first;
    this.seed = listener.random().nextLong();
    VertxInternal vertx = listener.vertx();
    ContextInternal current = vertx.getOrCreateContext();
    this.eventLoop = current.nettyEventLoop();
    ServerConfig config = listener.config();
    this.context =
        new SessionContext(
            listener,
            Loop.current(vertx),
            pools,
            new UdpDialer(vertx),
            new ConnectFailures(config.name(), System::nanoTime),
            new DroppedDatagrams(config.name(), System::nanoTime));
    this.sessions = new SessionTable(eventLoop, limit, config.timeouts().clientIdle());
  }

  @Override
  public Future<Address> start() {
    Address address = listener.bind().address();
    Future<InetAddress> host = listener.vertx().nameResolver().resolve(address.host());
    Future<Integer> bound =
        first
            ? host.compose(found -> bindFirst(new InetSocketAddress(found, address.port())))
            : port.port()
                .compose(same -> host.compose(found -> bind(new InetSocketAddress(found, same))));
    if (first) {
      port.found(bound);
    }
    return bound.map(listener.bind()::bound);
  }

  private Future<Integer> bindFirst(InetSocketAddress address) {
    if (SharedPort.possible() && address.getPort() != 0) {
      try {
        SharedPort.claim(address);
      } catch (IOException taken) {
        return Future.failedFuture(taken);
      }
    }
    return bind(address);
  }

  private Future<Integer> bind(InetSocketAddress address) {
    Promise<Integer> bound = Promise.promise();
    VertxInternal vertx = listener.vertx();
    Datagrams.bootstrap(vertx)
        .group(eventLoop)
        .channelFactory(() -> vertx.transport().datagramChannel())
        .handler(new Downstream())
        .bind(address)
        .addListener(
            (ChannelFuture done) -> {
              if (done.isSuccess()) {
                socket = done.channel();
                bound.complete(((InetSocketAddress) socket.localAddress()).getPort());
              } else {
                bound.fail(done.cause());
              }
            });
    return bound.future();
  }

  @Override
  public Future<Integer> stop(Duration grace) {
    stopping = true;
    sessions.whenEmpty(this::close);
    sessions.hurry(QUIET);
    if (sessions.size() == 0) {
      close();
    }
    context.loop().after(grace.toNanos(), this::close);
    return stopped.future();
  }

  private void close() {
    if (closed) {
      return;
    }
    closed = true;
    int left = sessions.close("stopped");
    socket.close().addListener(done -> stopped.complete(left));
  }

  private void receive(ClientKey client, ByteBuf datagram) {
    UdpSession session = sessions.find(client);
    if (session != null && session.isStranded()) {
      session.end("backend-down");
      session = null;
    }
    if (session != null) {
      session.receive(datagram);
    } else if (stopping) {
      datagram.release();
      context.drops().report("the server stops");
    } else {
      begin(client, datagram);
    }
  }

  private void begin(ClientKey client, ByteBuf datagram) {
    UdpSession session = new UdpSession(context, client, socket, sessions);
    sessions.add(session);
    session.start(datagram);
  }

  /** Reads the listening socket. */
  private final class Downstream extends ChannelInboundHandlerAdapter {

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      if (SharedPort.possible()) {
        ChannelConfig config = ctx.channel().config();
        if (!config.setOption(UnixChannelOption.SO_REUSEPORT, true)) {
          config.setOption(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true);
        }
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      DatagramPacket packet = (DatagramPacket) message;
      ByteBuf datagram = packet.content();
      int size = datagram.readableBytes();
      if (size > 0 && size <= Datagrams.LONGEST) {
        receive(new ClientKey(packet.sender(), seed), datagram);
      } else {
        datagram.release();
        context.drops().report(size == 0 ? "it is empty" : "it is longer than IPv4 can carry");
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      context.drops().report("an answer could not be sent: ", cause);
    }
  }
}
