package dev.sluice.balancer.http.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.CertificateFiles;
import dev.sluice.balancer.config.Destination;
import dev.sluice.balancer.config.ForwardConfig;
import dev.sluice.balancer.config.ListenConfig;
import dev.sluice.balancer.config.PoolTlsConfig;
import dev.sluice.balancer.config.ServerTlsConfig;
import dev.sluice.balancer.config.ServerTlsConfig.ClientAuth;
import dev.sluice.balancer.config.ServerTlsConfig.TlsVersion;
import dev.sluice.balancer.net.Rig;
import dev.sluice.balancer.net.Scripted;
import dev.sluice.balancer.net.Wire;
import dev.sluice.balancer.net.tls.ClientTls;
import dev.sluice.balancer.net.tls.Pki;
import dev.sluice.balancer.net.tls.ServerTls;
import dev.sluice.balancer.net.tls.TlsClient;
import dev.sluice.balancer.net.tls.TlsProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS towards clients and towards backends, for HTTP. */
class HttpTlsTest {

  @TempDir private Path folder;
  private Pki pki;
  private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();

  @BeforeEach
  void authority() {
    pki = Pki.in(folder, "ca");
  }

  private ServerTls serverTls() throws Exception {
    return ServerTls.open(
        "edge",
        new ServerTlsConfig(
            List.of(pki.forHosts("edge", "edge.example")),
            ClientAuth.NONE,
            Optional.empty(),
            TlsVersion.TLS_1_2),
        List.of("http/1.1"),
        TlsProvider.best());
  }

  private ClientTls clientTls(Optional<CertificateFiles> own, String serverName) throws Exception {
    return ClientTls.open(
        "pool",
        new PoolTlsConfig(Optional.of(pki.file("ca.pem")), own, Optional.of(serverName), true),
        List.of(),
        TlsProvider.best());
  }

  private static Encryption ending(ServerTls tls) {
    return new Encryption(Optional.of(tls), pool -> Optional.empty());
  }

  private static Encryption beginning(ClientTls tls) {
    return new Encryption(Optional.empty(), pool -> Optional.of(tls));
  }

  private Wire client(int port) throws Exception {
    SSLSocket socket =
        TlsClient.trusting(pki.authority(), Optional.empty())
            .connect(
                port,
                "edge.example",
                parameters -> parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"}));
    socket.startHandshake();
    assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
    return new Wire(socket);
  }

  private Scripted.Script answering(String answer) {
    return wire -> {
      for (String head = wire.head(); !head.isEmpty(); head = wire.head()) {
        heads.add(head.toLowerCase(Locale.ROOT));
        wire.send(answer);
      }
    };
  }

  private String head() throws InterruptedException {
    return heads.poll(10, TimeUnit.SECONDS);
  }

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @Test
  void endsTheTlsOfClients() throws Exception {
    try (ServerTls tls = serverTls();
        Scripted backend = Scripted.backend(answering(OK));
        Rig rig = Front.of(Front.SETTINGS, ending(tls), backend.address());
        Wire client = client(rig.port())) {
      for (int i = 0; i < 2; i++) {
        assertThat(client.send(Front.get("/")).answer())
            .startsWith("HTTP/1.1 200 OK")
            .endsWith("ok");
        assertThat(head())
            .contains(
                "\r\nx-forwarded-proto: https\r\n",
                "\r\nforwarded: for=127.0.0.1;host=\"example.com\";proto=https\r\n");
        assertThat(rig.request().answer().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void sendsFilesOverTls() throws Exception {
    byte[] content = new byte[1_000_000];
    new Random(1).nextBytes(content);
    Path root = Files.createDirectory(folder.resolve("root"));
    Files.write(Files.createDirectory(root.resolve("files")).resolve("large.bin"), content);
    Rig.Settings settings =
        new Rig.Settings(
            Front.SETTINGS.listen(),
            Front.SETTINGS.protocol(),
            Front.SETTINGS.timeouts(),
            Front.SETTINGS.limits(),
            List.of(
                new ForwardConfig(
                    "files",
                    List.of(),
                    List.of("/files/*"),
                    new Destination.Static(root, List.of(), Optional.empty(), false))),
            Front.SETTINGS.policies());
    try (ServerTls tls = serverTls();
        Rig rig = Front.of(settings, ending(tls), Scripted.closedPort());
        Wire client = client(rig.port())) {
      client.send("GET /files/large.bin HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      assertThat(client.head()).startsWith("HTTP/1.1 200 OK");
      assertThat(client.rest()).isEqualTo(content);
      assertThat(rig.request().answer().status()).isEqualTo(200);
    }
  }

  @Test
  void passesTunnelsThroughTlsOnBothSides() throws Exception {
    try (ServerTls outside = serverTls();
        ClientTls inside = clientTls(Optional.empty(), "backend.internal");
        Scripted backend =
            Scripted.backend(
                pki.listen(backend("backend.internal"), false),
                wire -> {
                  heads.add(wire.head());
                  wire.send(
                      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
                          + "Upgrade: websocket\r\n\r\nfirst");
                  assertThat(wire.text(4)).isEqualTo("ping");
                  wire.send("pong");
                  wire.gone();
                });
        Rig rig =
            Front.of(
                Front.SETTINGS,
                new Encryption(Optional.of(outside), pool -> Optional.of(inside)),
                backend.address())) {
      try (Wire client = client(rig.port())) {
        client.send(
            "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
        assertThat(client.head()).startsWith("HTTP/1.1 101 ");
        assertThat(client.text(5)).isEqualTo("first");
        assertThat(client.send("ping").text(4)).isEqualTo("pong");
      }
      assertThat(rig.request().answer().status()).isEqualTo(101);
    }
  }

  private io.netty.pkitesting.X509Bundle backend(String name) {
    return pki.bundle("backend", builder -> builder.addSanDnsName(name));
  }

  @Test
  void beginsTlsWithBackendsAndKeepsTheConnection() throws Exception {
    BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    try (ClientTls tls = clientTls(Optional.empty(), "backend.internal");
        Scripted backend =
            Scripted.backend(
                pki.listen(backend("backend.internal"), false),
                wire -> {
                  SSLSocket socket = (SSLSocket) wire.socket();
                  socket.startHandshake();
                  ExtendedSSLSession session = (ExtendedSSLSession) socket.getSession();
                  asked.add(session.getRequestedServerNames().toString());
                  answering(OK).play(wire);
                });
        Rig rig = Front.of(Front.SETTINGS, beginning(tls), backend.address());
        Wire client = Wire.to(rig.port())) {
      for (int i = 0; i < 2; i++) {
        assertThat(client.send(Front.get("/")).answer()).endsWith("ok");
        assertThat(rig.request().answer().status()).isEqualTo(200);
        assertThat(head()).contains("\r\nhost: example.com\r\n", "x-forwarded-proto: http\r\n");
      }
      assertThat(backend.accepted()).isEqualTo(1);
      assertThat(asked.poll(10, TimeUnit.SECONDS)).contains("backend.internal");
    }
  }

  @Test
  void showsBackendsItsCertificate() throws Exception {
    CertificateFiles own = pki.issue("client", builder -> builder);
    try (ClientTls tls = clientTls(Optional.of(own), "backend.internal");
        Scripted backend =
            Scripted.backend(
                pki.listen(backend("backend.internal"), true),
                wire -> {
                  SSLSocket socket = (SSLSocket) wire.socket();
                  socket.startHandshake();
                  heads.add(socket.getSession().getPeerPrincipal().getName());
                  wire.head();
                  wire.send(OK);
                });
        Rig rig = Front.of(Front.SETTINGS, beginning(tls), backend.address());
        Wire client = Wire.to(rig.port())) {
      assertThat(client.send(Front.get("/")).answer()).endsWith("ok");
      assertThat(rig.request().answer().status()).isEqualTo(200);
      assertThat(head()).isEqualTo("CN=client");
    }
  }

  @Test
  void passesOverABackendThatItCannotTrust() throws Exception {
    try (ClientTls tls = clientTls(Optional.empty(), "backend.internal");
        Scripted wrong =
            Scripted.backend(
                pki.listen(backend("other.internal"), false),
                wire -> ((SSLSocket) wire.socket()).startHandshake());
        Scripted plain =
            Scripted.backend(
                wire -> {
                  wire.send("HTTP/1.1 400 Bad Request\r\n\r\n");
                  wire.gone();
                });
        Scripted right =
            Scripted.backend(pki.listen(backend("backend.internal"), false), answering(OK));
        Rig rig =
            Front.of(
                Front.SETTINGS, beginning(tls), wrong.address(), plain.address(), right.address());
        Wire client = Wire.to(rig.port())) {
      assertThat(client.send(Front.get("/")).answer()).endsWith("ok");
      assertThat(rig.request().answer().target().backend()).isEqualTo(right.address().toString());
    }
  }

  @Test
  void answers503WhenNoBackendCanBeTrusted() throws Exception {
    try (ClientTls tls = clientTls(Optional.empty(), "backend.internal");
        Scripted wrong =
            Scripted.backend(
                pki.listen(backend("other.internal"), false),
                wire -> ((SSLSocket) wire.socket()).startHandshake());
        Rig rig = Front.of(Front.SETTINGS, beginning(tls), wrong.address());
        Wire client = Wire.to(rig.port())) {
      assertThat(client.send(Front.get("/")).answer())
          .startsWith("HTTP/1.1 503 ")
          .contains("x-sluice-reason: all-backends-down");
      assertThat(rig.request().answer().reason()).isEqualTo("all-backends-down");
    }
  }

  @Test
  void logsHandshakesThatFail() throws Exception {
    try (ServerTls tls = serverTls();
        Rig rig =
            Front.of(
                Front.SETTINGS.header(Duration.ofMillis(300)),
                ending(tls),
                Scripted.closedPort())) {
      try (Wire plain = Wire.to(rig.port())) {
        assertThat(plain.send(Front.get("/")).gone()).isTrue();
        assertThat(rig.connection().result()).isEqualTo("not-tls");
      }
      try (Wire silent = Wire.to(rig.port())) {
        assertThat(silent.ending()).isEqualTo("end");
        assertThat(rig.connection().result()).isEqualTo("tls-handshake-timeout");
      }
    }
  }

  @Test
  void servesWhoHadToWaitForAPlace() throws Exception {
    Rig.Settings one = Front.SETTINGS.limit(1, ListenConfig.WhenFull.WAIT);
    try (ServerTls tls = serverTls();
        Scripted backend = Scripted.backend(answering(OK));
        Rig rig = Front.of(one, ending(tls), backend.address());
        Wire first = client(rig.port())) {
      assertThat(first.send(Front.get("/")).answer()).endsWith("ok");
      assertThat(rig.request().answer().status()).isEqualTo(200);
      try (Wire second =
          new Wire(
              TlsClient.trusting(pki.authority(), Optional.empty())
                  .connect(rig.port(), "edge.example", parameters -> {}))) {
        first.socket().close();
        assertThat(second.send(Front.get("/")).answer()).endsWith("ok");
        assertThat(rig.request().answer().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void answers408OverTls() throws Exception {
    try (ServerTls tls = serverTls();
        Rig rig =
            Front.of(
                Front.SETTINGS.header(Duration.ofSeconds(2)), ending(tls), Scripted.closedPort());
        Wire client = client(rig.port())) {
      client.send("GET / HTTP/1.1\r\nHo");
      assertThat(new String(client.rest())).startsWith("HTTP/1.1 408 Request Timeout\r\n");
      assertThat(rig.connection().result()).isEqualTo("client-timeout");
    }
  }
}
