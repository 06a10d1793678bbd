package dev.sluice.balancer.net;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.ListenConfig.SocketConfig;
import dev.sluice.balancer.net.Way.Carrier;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;

/** Makes relays between two real connections of one event loop, with their far ends by hand. */
final class RelayPair implements AutoCloseable {

  /** Of every socket, so that a few MiB are far more than all of them hold. */
  private static final int SOCKET_BUFFER = 256 * 1024;

  /** The far end of one of the two connections. */
  record Peer(Wire wire, Socket raw) {

    /** Ends it with a RST, whatever it carries. */
    void reset() throws IOException {
      raw.setSoLinger(true, 0);
      raw.close();
    }

    /** How the relay has ended it, whatever came before: {@code end} or {@code reset}. */
    String ending() {
      try {
        raw.getInputStream().transferTo(OutputStream.nullOutputStream());
        return "end";
      } catch (IOException reset) {
        return "reset";
      }
    }

    void close() throws IOException {
      raw.close();
    }
  }

  /** Both connections, and what became of them. */
  record Relaying(
      Peer client,
      Peer backend,
      Connection one,
      Connection two,
      CompletableFuture<Relay.Result> result) {

    DuplexChannel left() {
      return one.channel().orElseThrow();
    }

    DuplexChannel right() {
      return two.channel().orElseThrow();
    }

    Peer side(boolean isClient) {
      return isClient ? client : backend;
    }

    Relay.Result ended() throws Exception {
      return result.get(20, TimeUnit.SECONDS);
    }

    void close() throws IOException {
      client.close();
      backend.close();
    }
  }

  private record Made(Connection connection, Peer peer) {}

  private final Way way;
  private final Vertx vertx;
  private final EventLoop loop;
  private final Dialer dialer;
  private final Relays relays;

  RelayPair(Way way, Duration idle) {
    this.way = way;
    this.vertx = Vertx.builder().withTransport(way.transport()).build();
    this.loop = ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
    this.dialer = new Dialer((VertxInternal) vertx, Duration.ofSeconds(5), SocketConfig.DEFAULT);
    this.relays = new Relays(idle, way.splice());
  }

  EventLoop loop() {
    return loop;
  }

  <T> T onLoop(Callable<T> task) throws Exception {
    return loop.submit(task).get(10, TimeUnit.SECONDS);
  }

  /** Two connections that are not relayed yet. */
  Relaying connect() throws Exception {
    Made client = connection(way.client(), false);
    Made backend = connection(way.backend(), true);
    return new Relaying(
        client.peer,
        backend.peer,
        client.connection,
        backend.connection,
        new CompletableFuture<>());
  }

  /** Starts to relay. */
  Relay relay(Relaying pair) throws Exception {
    return onLoop(() -> begin(pair));
  }

  /** Starts to relay, on the event loop. */
  Relay begin(Relaying pair) {
    return relays.start(pair.one(), pair.two(), pair.result()::complete);
  }

  /** Connects and starts to relay. */
  Relaying start() throws Exception {
    Relaying pair = connect();
    relay(pair);
    return pair;
  }

  private Made connection(Carrier carrier, boolean initiates) throws Exception {
    Made plain = carrier == Carrier.UNIX ? unix() : tcp(carrier == Carrier.BARE);
    return carrier.tls() ? secure(plain, carrier.provider().orElseThrow(), initiates) : plain;
  }

  private Made tcp(boolean bare) throws Exception {
    try (ServerSocket server = new ServerSocket()) {
      server.setReceiveBufferSize(SOCKET_BUFFER);
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      Address address = new Address("127.0.0.1", server.getLocalPort());
      Connection near = bare ? dialBare(address) : new ChannelConnection(dial(address));
      limit(near, SOCKET_BUFFER);
      Socket far = server.accept();
      far.setSendBufferSize(SOCKET_BUFFER);
      return new Made(near, new Peer(new Wire(far), far));
    }
  }

  /** Has its socket hold no more than so many bytes in either direction. */
  static void limit(Connection connection, int bytes) throws IOException {
    if (connection instanceof SocketConnection bare) {
      bare.socket().fd().setSendBufferSize(bytes);
      bare.socket().fd().setReceiveBufferSize(bytes);
    } else {
      ChannelConfig config = connection.channel().orElseThrow().config();
      config.setOption(ChannelOption.SO_SNDBUF, bytes);
      config.setOption(ChannelOption.SO_RCVBUF, bytes);
    }
  }

  private Made unix() throws Exception {
    Path path = Files.createTempDirectory("relay").resolve("s");
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
    try (ServerSocketChannel server =
        ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX).bind(address)) {
      DuplexChannel channel = dial(Address.unix(path.toString()));
      UnixSocket far = new UnixSocket(server.accept());
      return new Made(new ChannelConnection(channel), new Peer(new Wire(far), far));
    } finally {
      Files.delete(path);
      Files.delete(path.getParent());
    }
  }

  private Connection dialBare(Address address) throws Exception {
    Promise<Connection> dialled = loop.newPromise();
    new SocketDialer(Duration.ofSeconds(5), SocketConfig.DEFAULT)
        .dial((IoEventLoop) loop, Dialer.inetAddress(address), Unpooled.EMPTY_BUFFER, dialled);
    return dialled.get(10, TimeUnit.SECONDS);
  }

  private DuplexChannel dial(Address address) throws InterruptedException {
    return (DuplexChannel) dialer.connect(loop, address).sync().channel();
  }

  /**
   * Puts TLS onto it.
   *
   * @param initiates whether the relay begins the handshake
   */
  private static Made secure(Made plain, SslProvider provider, boolean initiates) throws Exception {
    DuplexChannel channel = plain.connection.channel().orElseThrow();
    SslContext context = FarTls.near(provider, initiates);
    SslHandler handler = context.newHandler(channel.alloc());
    ReferenceCountUtil.release(context);
    Socket raw = plain.peer.raw;
    SSLSocket socket = FarTls.far(raw, !initiates);
    Wire wire = new Wire(socket);
    channel
        .eventLoop()
        .submit(
            () -> {
              channel.pipeline().addFirst("ssl", handler);
              channel.config().setAutoRead(true);
            });
    try {
      socket.startHandshake();
    } catch (IOException failed) {
      failed.addSuppressed(handler.handshakeFuture().cause());
      throw failed;
    }
    Channel secured = handler.handshakeFuture().get(10, TimeUnit.SECONDS);
    secured.config().setAutoRead(false);
    return new Made(plain.connection, new Peer(wire, raw));
  }

  @Override
  public void close() {
    Rig.await(vertx.close());
  }
}
