package dev.sluice.balancer.net;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.ListenConfig.SocketConfig;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Makes relays between two real connections of one event loop, with their far ends by hand. */
final class RelayPair implements AutoCloseable {

  /**
   * A way to relay.
   *
   * @param bare whether between sockets without channels
   */
  record Way(
      String name,
      Transport transport,
      boolean splice,
      boolean bare,
      Optional<SslProvider> provider) {

    Way(String name, Transport transport, boolean splice, Optional<SslProvider> provider) {
      this(name, transport, splice, false, provider);
    }

    boolean tls() {
      return provider.isPresent();
    }

    /** Every one that this machine has; over TLS, only the client's side is. */
    static Stream<Way> all() {
      List<Way> ways = new ArrayList<>();
      Transports.available()
          .forEach(
              transport -> {
                ways.add(new Way(transport.name(), transport, false, Optional.empty()));
                ways.add(
                    new Way(
                        transport.name() + " tls", transport, false, Optional.of(SslProvider.JDK)));
              });
      Transports.epoll()
          .ifPresent(
              epoll -> {
                ways.add(new Way("epoll splice", epoll, true, Optional.empty()));
                ways.add(new Way("epoll bare", epoll, false, true, Optional.empty()));
                ways.add(new Way("epoll bare splice", epoll, true, true, Optional.empty()));
              });
      return ways.stream();
    }

    /** Over the TLS that can only end both directions at once, where there is one. */
    static Stream<Way> openSsl() {
      return OpenSsl.isAvailable()
          ? Stream.of(
              new Way("openssl", Transport.NIO, false, Optional.of(SslProvider.OPENSSL_REFCNT)))
          : Stream.empty();
    }

    static Stream<Way> plain() {
      return all().filter(way -> !way.tls());
    }

    /** Netty 4.2.18's io_uring now and then does not tell of a reset; it is left to idleness. */
    boolean tellsOfResets() {
      return !name.startsWith("io_uring");
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** The far end of one of the two connections. */
  record Peer(Wire wire, Socket raw) {

    /** Ends it with a RST, whatever it carries. */
    void reset() throws IOException {
      raw.setSoLinger(true, 0);
      raw.close();
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

    Peer side(boolean isClient) {
      return isClient ? client : backend;
    }

    SocketChannel left() {
      return (SocketChannel) one.channel().orElseThrow();
    }

    SocketChannel right() {
      return (SocketChannel) two.channel().orElseThrow();
    }

    Relay.Result ended() throws Exception {
      return result.get(20, TimeUnit.SECONDS);
    }

    void close() throws IOException {
      client.close();
      backend.close();
    }
  }

  private final Way way;
  private final Vertx vertx;
  private final EventLoop loop;
  private final Dialer dialer;
  private final Relays relays;
  private final X509Bundle certificate;
  private final ServerSocket server;

  RelayPair(Way way, Duration idle) throws Exception {
    this.way = way;
    this.vertx = Vertx.builder().withTransport(way.transport()).build();
    this.loop = ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
    this.dialer = new Dialer((VertxInternal) vertx, Duration.ofSeconds(5), SocketConfig.DEFAULT);
    this.relays = new Relays(idle, way.splice());
    this.certificate =
        new CertificateBuilder()
            .subject("CN=localhost")
            .setIsCertificateAuthority(true)
            .ecp256()
            .buildSelfSigned();
    this.server = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
  }

  EventLoop loop() {
    return loop;
  }

  <T> T onLoop(Callable<T> task) throws Exception {
    return loop.submit(task).get(10, TimeUnit.SECONDS);
  }

  /** Two connections that are not relayed yet. */
  Relaying connect() throws Exception {
    Address address = new Address("127.0.0.1", server.getLocalPort());
    Connection left = connection(address);
    Socket client = server.accept();
    Connection right = connection(address);
    Socket backend = server.accept();
    return new Relaying(
        way.tls()
            ? secure((SocketChannel) left.channel().orElseThrow(), client)
            : new Peer(new Wire(client), client),
        new Peer(new Wire(backend), backend),
        left,
        right,
        new CompletableFuture<>());
  }

  private Connection connection(Address address) throws Exception {
    if (!way.bare()) {
      return new ChannelConnection((SocketChannel) dialer.connect(loop, address).sync().channel());
    }
    Promise<Connection> dialled = loop.newPromise();
    new SocketDialer(Duration.ofSeconds(5), SocketConfig.DEFAULT)
        .dial((IoEventLoop) loop, Dialer.inetAddress(address), Unpooled.EMPTY_BUFFER, dialled);
    return dialled.get(10, TimeUnit.SECONDS);
  }

  /** Starts to relay. */
  Relay relay(Relaying pair) throws Exception {
    return onLoop(() -> relays.start(pair.one(), pair.two(), pair.result()::complete));
  }

  /** Connects and starts to relay. */
  Relaying start() throws Exception {
    Relaying pair = connect();
    relay(pair);
    return pair;
  }

  private Peer secure(SocketChannel channel, Socket raw) throws Exception {
    SslContext context =
        SslContextBuilder.forServer(
                certificate.getKeyPair().getPrivate(), certificate.getCertificatePath())
            .sslProvider(way.provider().orElseThrow())
            .protocols("TLSv1.3")
            .build();
    SslHandler handler = context.newHandler(channel.alloc());
    ReferenceCountUtil.release(context);
    onLoop(
        () -> {
          channel.pipeline().addFirst("ssl", handler);
          return channel.config().setAutoRead(true);
        });
    SSLSocket socket =
        (SSLSocket) trusting().getSocketFactory().createSocket(raw, "localhost", 0, true);
    Wire wire = new Wire(socket);
    try {
      socket.startHandshake();
    } catch (IOException failed) {
      failed.addSuppressed(handler.handshakeFuture().cause());
      throw failed;
    }
    Channel secured = handler.handshakeFuture().get(10, TimeUnit.SECONDS);
    secured.config().setAutoRead(false);
    return new Peer(wire, raw);
  }

  private SSLContext trusting() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("it", certificate.getCertificate());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  @Override
  public void close() throws IOException {
    server.close();
    Rig.await(vertx.close());
  }
}
