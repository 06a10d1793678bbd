package dev.sluice.balancer.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.CertificateFiles;
import dev.sluice.balancer.config.PoolTlsConfig;
import dev.sluice.balancer.config.ServerTlsConfig;
import dev.sluice.balancer.config.ServerTlsConfig.ClientAuth;
import dev.sluice.balancer.config.ServerTlsConfig.TlsVersion;
import dev.sluice.balancer.net.Wire;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ClientTlsTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @TempDir private Path folder;
  private Pki pki;
  private Pki others;
  private EventLoopGroup group;

  @BeforeEach
  void start() {
    pki = Pki.in(folder, "ours");
    others = Pki.in(folder, "theirs");
    group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  }

  @AfterEach
  void stop() {
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private PoolTlsConfig trusting(String ca) {
    return new PoolTlsConfig(
        Optional.of(pki.file(ca + ".pem")), Optional.empty(), Optional.empty(), true);
  }

  private PoolTlsConfig naming(String serverName) {
    return new PoolTlsConfig(
        Optional.of(pki.file("ours.pem")), Optional.empty(), Optional.of(serverName), true);
  }

  private static PoolTlsConfig unverified() {
    return new PoolTlsConfig(Optional.empty(), Optional.empty(), Optional.empty(), false);
  }

  private static ServerTls serverTls(CertificateFiles files) throws TlsException {
    return ServerTls.open(
        "backend",
        new ServerTlsConfig(List.of(files), ClientAuth.NONE, Optional.empty(), TlsVersion.TLS_1_2),
        List.of("http/1.1"),
        TlsProvider.best());
  }

  private static ClientTls open(PoolTlsConfig config, TlsProvider provider) throws TlsException {
    return ClientTls.open("pool", config, List.of(), provider);
  }

  /** Connects to a port of this machine as if it were a host's: "ok", or the word for why not. */
  private String connect(ClientTls tls, String host, int port) throws InterruptedException {
    return connect(tls, host, port, TIMEOUT);
  }

  private String connect(ClientTls tls, String host, int port, Duration timeout)
      throws InterruptedException {
    SslHandler handler =
        tls.newHandler(UnpooledByteBufAllocator.DEFAULT, new Address(host, port), timeout);
    Channel channel =
        new Bootstrap()
            .group(group)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.AUTO_READ, false)
            .handler(handler)
            .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .syncUninterruptibly()
            .channel();
    Future<Channel> handshake = handler.handshakeFuture().await();
    channel.close().syncUninterruptibly();
    // It takes leave of its handlers in a task of its own.
    group.submit(() -> {}).syncUninterruptibly();
    return handshake.isSuccess() ? "ok" : TlsFailure.of(handshake.cause()).word();
  }

  @ParameterizedTest
  @CsvSource({
    "OPENSSL, backend.internal, ok",
    "OPENSSL, Backend.Internal, ok",
    "OPENSSL, other.internal, tls-certificate-rejected",
    "JDK, backend.internal, ok",
    "JDK, other.internal, tls-certificate-rejected",
  })
  void verifiesTheHostName(TlsProvider provider, String host, String outcome) throws Exception {
    try (ServerTls backend = serverTls(pki.forHosts("backend", "backend.internal"));
        TlsServer server = new TlsServer(backend, TIMEOUT);
        ClientTls tls = open(trusting("ours"), provider)) {
      assertThat(connect(tls, host, server.port())).isEqualTo(outcome);
      assertThat(server.asked()).isEqualToIgnoringCase(host);
    }
  }

  @ParameterizedTest
  @EnumSource(TlsProvider.class)
  void asksForTheServerName(TlsProvider provider) throws Exception {
    try (ServerTls backend = serverTls(pki.forHosts("backend", "backend.internal"));
        TlsServer server = new TlsServer(backend, TIMEOUT);
        ClientTls tls = open(naming("backend.internal"), provider);
        ClientTls wrong = open(naming("localhost"), provider)) {
      assertThat(connect(tls, "127.0.0.1", server.port())).isEqualTo("ok");
      assertThat(server.asked()).isEqualTo("backend.internal");
      assertThat(connect(wrong, "127.0.0.1", server.port())).isEqualTo("tls-certificate-rejected");
      assertThat(server.asked()).isEqualTo("localhost");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "OPENSSL, 127.0.0.1, 127.0.0.1, ok",
    "OPENSSL, 127.0.0.2, 127.0.0.1, tls-certificate-rejected",
    "OPENSSL, ::1, ::1, ok",
    "JDK, 127.0.0.1, 127.0.0.1, ok",
    "JDK, 127.0.0.2, 127.0.0.1, tls-certificate-rejected",
    "JDK, ::1, ::1, ok",
  })
  void verifiesAddressesAndAsksForNoName(
      TlsProvider provider, String host, String certified, String outcome) throws Exception {
    CertificateFiles files = pki.issue("backend", builder -> builder.addSanIpAddress(certified));
    try (ServerTls backend = serverTls(files);
        TlsServer server = new TlsServer(backend, TIMEOUT);
        ClientTls tls = open(trusting("ours"), provider)) {
      assertThat(connect(tls, host, server.port())).isEqualTo(outcome);
      assertThat(server.asked()).isEqualTo("null");
    }
  }

  @ParameterizedTest
  @EnumSource(TlsProvider.class)
  void rejectsOtherAuthorities(TlsProvider provider) throws Exception {
    try (ServerTls backend = serverTls(pki.forHosts("backend", "localhost"));
        TlsServer server = new TlsServer(backend, TIMEOUT);
        ClientTls tls = open(trusting("theirs"), provider);
        ClientTls system =
            open(
                new PoolTlsConfig(Optional.empty(), Optional.empty(), Optional.empty(), true),
                provider)) {
      assertThat(connect(tls, "localhost", server.port())).isEqualTo("tls-certificate-rejected");
      assertThat(server.outcome()).isEqualTo("tls-handshake-failed");
      assertThat(connect(system, "localhost", server.port())).isEqualTo("tls-certificate-rejected");
    }
  }

  @ParameterizedTest
  @EnumSource(TlsProvider.class)
  void rejectsWhatHasExpired(TlsProvider provider) throws Exception {
    CertificateFiles files =
        pki.issue("backend", builder -> Pki.expired(builder).addSanDnsName("localhost"));
    try (ServerTls backend = serverTls(files);
        TlsServer server = new TlsServer(backend, TIMEOUT);
        ClientTls tls = open(trusting("ours"), provider)) {
      assertThat(connect(tls, "localhost", server.port())).isEqualTo("tls-certificate-rejected");
    }
  }

  @ParameterizedTest
  @EnumSource(TlsProvider.class)
  void takesAnythingUnverified(TlsProvider provider) throws Exception {
    CertificateFiles files = others.issue("backend", Pki::expired);
    try (ServerTls backend = serverTls(files);
        TlsServer server = new TlsServer(backend, TIMEOUT);
        ClientTls tls = open(unverified(), provider)) {
      assertThat(connect(tls, "localhost", server.port())).isEqualTo("ok");
      assertThat(server.asked()).isEqualTo("localhost");
    }
  }

  @ParameterizedTest
  @EnumSource(TlsProvider.class)
  void showsItsCertificate(TlsProvider provider) throws Exception {
    ServerTlsConfig asking =
        new ServerTlsConfig(
            List.of(pki.forHosts("backend", "localhost")),
            ClientAuth.REQUIRE,
            Optional.of(pki.file("ours.pem")),
            TlsVersion.TLS_1_2);
    PoolTlsConfig showing =
        new PoolTlsConfig(
            Optional.of(pki.file("ours.pem")),
            Optional.of(pki.issue("client", builder -> builder)),
            Optional.empty(),
            true);
    try (ServerTls backend = ServerTls.open("backend", asking, List.of(), TlsProvider.best());
        TlsServer server = new TlsServer(backend, TIMEOUT);
        ClientTls tls = open(showing, provider);
        ClientTls without = open(trusting("ours"), provider)) {
      assertThat(connect(tls, "localhost", server.port())).isEqualTo("ok");
      assertThat(server.outcome()).isEqualTo("TLSv1.3");
      connect(without, "localhost", server.port());
      assertThat(server.outcome()).isEqualTo("tls-handshake-failed");
    }
  }

  @ParameterizedTest
  @EnumSource(TlsProvider.class)
  void offersApplicationProtocols(TlsProvider provider) throws Exception {
    try (ServerTls backend = serverTls(pki.forHosts("backend", "localhost"));
        TlsServer server = new TlsServer(backend, TIMEOUT);
        ClientTls tls = ClientTls.open("pool", trusting("ours"), List.of("http/1.1"), provider)) {
      assertThat(connect(tls, "localhost", server.port())).isEqualTo("ok");
      assertThat(server.outcome()).isEqualTo("TLSv1.3 http/1.1");
    }
  }

  @ParameterizedTest
  @EnumSource(TlsProvider.class)
  void takesOverChangedAuthorities(TlsProvider provider) throws Exception {
    try (ServerTls backend = serverTls(others.forHosts("backend", "localhost"));
        TlsServer server = new TlsServer(backend, TIMEOUT);
        ClientTls tls = open(trusting("ours"), provider)) {
      assertThat(connect(tls, "localhost", server.port())).isEqualTo("tls-certificate-rejected");
      Files.move(pki.file("theirs.pem"), pki.file("ours.pem"), StandardCopyOption.REPLACE_EXISTING);
      tls.refresh();
      tls.refresh();
      assertThat(connect(tls, "localhost", server.port())).isEqualTo("ok");
    }
  }

  @Test
  void endsHandshakesThatTakeTooLong() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ClientTls tls = open(unverified(), TlsProvider.OPENSSL)) {
      assertThat(connect(tls, "localhost", silent.getLocalPort(), Duration.ofMillis(50)))
          .isEqualTo("tls-handshake-timeout");
    }
  }

  @ParameterizedTest
  @EnumSource(TlsProvider.class)
  void tellsOfBackendsThatDoNotSpeakTls(TlsProvider provider) throws Exception {
    try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ClientTls tls = open(unverified(), provider)) {
      Thread backend =
          new Thread(
              () -> {
                try (Wire wire = new Wire(plain.accept())) {
                  wire.send("220 mail.example.com ESMTP\r\n").gone();
                } catch (IOException e) {
                  // The client's outcome is what counts.
                }
              });
      backend.start();
      assertThat(connect(tls, "localhost", plain.getLocalPort())).isEqualTo("not-tls");
      backend.join();
    }
  }

  @Test
  void makesNoHandlersOnceClosed() throws Exception {
    ClientTls tls = open(unverified(), TlsProvider.OPENSSL);
    tls.close();
    assertThatThrownBy(() -> tls.newHandler(ByteBufAllocator.DEFAULT, new Address("h", 1), TIMEOUT))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void saysWhichFilesAreOfNoUse() {
    assertThatThrownBy(() -> open(trusting("none"), TlsProvider.OPENSSL))
        .isInstanceOf(TlsException.class)
        .hasMessage(pki.file("none.pem") + " does not exist");
  }
}
