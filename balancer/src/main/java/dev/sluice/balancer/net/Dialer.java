package dev.sluice.balancer.net;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.ListenConfig.SocketConfig;
import dev.sluice.balancer.net.tls.ClientTls;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.DuplexChannelConfig;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.vertx.core.internal.VertxInternal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;

/**
 * Connects to backends, to those with Unix domain sockets only where the transport has them, below
 * Vert.x, on the event loop of the client's connection. A channel comes with reading off, so that
 * nothing is lost before it is paired.
 */
public final class Dialer {

  private static final int SMALLEST_READ = 512;
  private static final int FIRST_READ = 16 * 1024;
  private static final int LARGEST_READ = 256 * 1024;

  /** Of direct memory, which system calls need. */
  private static final ByteBufAllocator HEADERS = new UnpooledByteBufAllocator(true);

  private final VertxInternal vertx;
  private final Duration connectTimeout;
  private final Bootstrap inet;
  private final Optional<Bootstrap> unix;
  private final Optional<SocketDialer> sockets;

  /** Who a connection is made for. */
  public record Purpose(SocketAddress client, SocketAddress destination) {

    /** The balancer's own: on behalf of nobody who has an address. */
    public static final Purpose OWN = new Purpose(LocalAddress.ANY, LocalAddress.ANY);
  }

  /**
   * @param connectTimeout for one attempt, positive; for connecting, and again for TLS
   */
  public Dialer(VertxInternal vertx, Duration connectTimeout, SocketConfig socket) {
    this.vertx = vertx;
    this.connectTimeout = connectTimeout;
    this.inet =
        template(connectTimeout)
            .channelFactory(vertx.transport().channelFactory(false))
            .resolver(vertx.nameResolver().nettyAddressResolverGroup())
            .option(ChannelOption.TCP_NODELAY, socket.noDelay())
            .option(ChannelOption.SO_KEEPALIVE, socket.keepAlive());
    this.unix =
        vertx.transport().supportsDomainSockets()
            ? Optional.of(
                template(connectTimeout)
                    .channelFactory(vertx.transport().channelFactory(true))
                    .disableResolver())
            : Optional.empty();
    this.sockets =
        vertx.transport() instanceof EpollTransport
            ? Optional.of(new SocketDialer(connectTimeout, socket))
            : Optional.empty();
  }

  private static Bootstrap template(Duration connectTimeout) {
    return new Bootstrap()
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) connectTimeout.toMillis())
        .option(ChannelOption.AUTO_READ, false)
        .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
        .option(ChannelOption.RECVBUF_ALLOCATOR, reads())
        .handler(new Preparation());
  }

  /**
   * Connects, and sends and receives what belongs to the beginning; as a bare socket where that and
   * the client allow it.
   *
   * @param client who it is made for, on whose event loop it is
   * @return when it fails, nothing is left
   */
  public Future<Connection> dial(Address backend, Link link, Connection client) {
    Promise<Connection> dialled = client.eventLoop().newPromise();
    if (sockets.isPresent() && link.tls().isEmpty() && Relays.takesSocket(client)) {
      dialSocket(sockets.get(), backend, link, client, dialled);
    } else {
      dialChannel(client.eventLoop(), backend, link, purpose(client), dialled);
    }
    return dialled;
  }

  /**
   * As {@link #dial}, through a channel in any case.
   *
   * @param loop where it will be
   * @return may be cancelled, while it isn't done; nothing is left then either
   */
  public Future<DuplexChannel> dialChannel(
      EventLoop loop, Address backend, Link link, Purpose purpose) {
    Promise<DuplexChannel> dialled = loop.newPromise();
    Promise<Connection> through = loop.newPromise();
    through.addListener(
        done -> {
          if (!done.isSuccess()) {
            dialled.tryFailure(done.cause());
          } else if (!dialled.trySuccess(through.getNow().channel().orElseThrow())) {
            through.getNow().close();
          }
        });
    Channel channel = dialChannel(loop, backend, link, purpose, through);
    dialled.addListener(
        done -> {
          if (done.isCancelled()) {
            channel.close();
          }
        });
    return dialled;
  }

  private void dialSocket(
      SocketDialer dialer,
      Address backend,
      Link link,
      Connection client,
      Promise<Connection> dialled) {
    IoEventLoop loop = (IoEventLoop) client.eventLoop();
    SocketAddress address = backend.isUnix() ? unixAddress(backend) : inetAddress(backend);
    if (!(address instanceof InetSocketAddress inet) || !inet.isUnresolved()) {
      dialer.dial(loop, address, header(link, client), dialled);
      return;
    }
    vertx
        .nameResolver()
        .nettyAddressResolverGroup()
        .getResolver(loop)
        .resolve(inet)
        .addListener(
            (Future<InetSocketAddress> resolved) -> {
              if (resolved.isSuccess()) {
                dialer.dial(loop, resolved.getNow(), header(link, client), dialled);
              } else {
                dialled.setFailure(resolved.cause());
              }
            });
  }

  private Channel dialChannel(
      EventLoop loop, Address backend, Link link, Purpose purpose, Promise<Connection> dialled) {
    return connect(loop, backend)
        .addListener(
            done -> {
              if (!done.isSuccess()) {
                dialled.setFailure(done.cause());
                return;
              }
              DuplexChannel channel = (DuplexChannel) ((ChannelFuture) done).channel();
              link.announce(channel, purpose);
              link.tls()
                  .ifPresentOrElse(
                      tls -> secure(channel, tls, backend, dialled),
                      () -> dialled.setSuccess(new ChannelConnection(channel)));
            })
        .channel();
  }

  private static ByteBuf header(Link link, Connection client) {
    return link.proxyHeader().isPresent()
        ? link.header(purpose(client), HEADERS)
        : Unpooled.EMPTY_BUFFER;
  }

  private static Purpose purpose(Connection client) {
    return new Purpose(client.source(), client.destination());
  }

  private void secure(
      DuplexChannel channel, ClientTls tls, Address backend, Promise<Connection> dialled) {
    SslHandler handler;
    try {
      handler = tls.newHandler(channel.alloc(), backend, connectTimeout);
    } catch (IllegalStateException closed) {
      // The balancer has stopped meanwhile.
      channel.close();
      dialled.setFailure(closed);
      return;
    }
    BackendHandshake.begin(channel, handler, dialled);
  }

  /** Only connects. */
  ChannelFuture connect(EventLoop loop, Address address) {
    return address.isUnix()
        ? unix.orElseThrow().clone(loop).connect(unixAddress(address))
        : inet.clone(loop).connect(inetAddress(address));
  }

  /**
   * Readies an accepted channel for relaying: reading off, direct buffers that grow with the
   * traffic, and a half-close that is told rather than ending the channel. What comes before it is
   * paired is kept.
   */
  public static void prepare(DuplexChannel channel) {
    DuplexChannelConfig config = (DuplexChannelConfig) channel.config();
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
  public static void watch(DuplexChannel channel) {
    EarlyBytes early = channel.pipeline().get(EarlyBytes.class);
    if (early != null) {
      early.watch(channel);
    }
  }

  private static AdaptiveRecvByteBufAllocator reads() {
    return new AdaptiveRecvByteBufAllocator(SMALLEST_READ, FIRST_READ, LARGEST_READ);
  }

  private SocketAddress unixAddress(Address address) {
    return vertx
        .transport()
        .convert(io.vertx.core.net.SocketAddress.domainSocketAddress(address.host()));
  }

  /** To connect to: a numeric one needs no resolver, and must not be sent to a name server. */
  public static InetSocketAddress inetAddress(Address address) {
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

  /** Keeps what comes, and notices who breaks off, until the channel is paired. */
  @ChannelHandler.Sharable
  private static final class Preparation extends ChannelInitializer<Channel> {

    @Override
    protected void initChannel(Channel channel) {
      // Not an option of the bootstrap: the Unix domain sockets of NIO have none of that name.
      ((DuplexChannelConfig) channel.config()).setAllowHalfClosure(true);
      channel.pipeline().addFirst(EarlyBytes.NAME, new EarlyBytes());
    }
  }
}
