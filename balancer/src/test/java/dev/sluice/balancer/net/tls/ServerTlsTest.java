package dev.sluice.balancer.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.balancer.config.CertificateFiles;
import dev.sluice.balancer.config.ServerTlsConfig;
import dev.sluice.balancer.config.ServerTlsConfig.ClientAuth;
import dev.sluice.balancer.config.ServerTlsConfig.TlsVersion;
import dev.sluice.balancer.net.Eventually;
import dev.sluice.balancer.net.Wire;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ServerTlsTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @TempDir private Path folder;
  private Pki pki;
  private Pki others;

  @BeforeEach
  void authorities() {
    pki = Pki.in(folder, "ours");
    others = Pki.in(folder, "theirs");
  }

  private static ServerTlsConfig plain(CertificateFiles... certificates) {
    return new ServerTlsConfig(
        List.of(certificates), ClientAuth.NONE, Optional.empty(), TlsVersion.TLS_1_2);
  }

  private ServerTlsConfig asking(ClientAuth clientAuth) {
    return new ServerTlsConfig(
        List.of(pki.forHosts("edge", "localhost")),
        clientAuth,
        Optional.of(pki.file("ours.pem")),
        TlsVersion.TLS_1_2);
  }

  private TlsClient client() throws Exception {
    return TlsClient.trusting(pki.authority(), Optional.empty());
  }

  private static ServerTls open(ServerTlsConfig config, TlsProvider provider) throws TlsException {
    return ServerTls.open("edge", config, List.of(), provider);
  }

  private static Consumer<SSLParameters> version(String version) {
    return parameters -> parameters.setProtocols(new String[] {version});
  }

  @Test
  void runsOnTheNativeLibraryWhereThereIsOne() {
    assertThat(TlsProvider.best()).isEqualTo(TlsProvider.OPENSSL);
    assertThat(TlsProvider.best().description()).contains("BoringSSL");
    assertThat(TlsProvider.JDK.description()).contains("JDK");
  }

  @ParameterizedTest
  @CsvSource({
    "OPENSSL, TLSv1.2",
    "OPENSSL, TLSv1.3",
    "JDK, TLSv1.2",
    "JDK, TLSv1.3",
  })
  void speaksBothVersions(TlsProvider provider, String version) throws Exception {
    try (ServerTls tls = open(plain(pki.forHosts("edge", "localhost")), provider);
        TlsServer server = new TlsServer(tls, TIMEOUT)) {
      TlsClient.Answer answer =
          client().send(server.port(), "localhost", "hello", version(version));
      assertThat(answer.text()).isEqualTo("hello");
      assertThat(answer.session().getProtocol()).isEqualTo(version);
      assertThat(answer.session().getCipherSuite()).contains("_GCM_");
      assertThat(server.outcome()).isEqualTo(version);
    }
  }

  @ParameterizedTest
  @EnumSource(TlsProvider.class)
  void rejectsOldVersions(TlsProvider provider) throws Exception {
    ServerTlsConfig config =
        new ServerTlsConfig(
            List.of(pki.forHosts("edge", "localhost")),
            ClientAuth.NONE,
            Optional.empty(),
            TlsVersion.TLS_1_3);
    try (ServerTls tls = open(config, provider);
        TlsServer server = new TlsServer(tls, TIMEOUT)) {
      assertThatThrownBy(() -> client().send(server.port(), "localhost", "x", version("TLSv1.2")))
          .isInstanceOf(IOException.class);
      assertThat(server.outcome()).isEqualTo("tls-handshake-failed");
      assertThat(client().send(server.port(), "localhost", "x").text()).isEqualTo("x");
      assertThat(server.outcome()).isEqualTo("TLSv1.3");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "OPENSSL, www.example.com, first",
    "OPENSSL, api.example.com, exact",
    "OPENSSL, API.Example.COM, exact",
    "OPENSSL, x.example.org, wildcard",
    "OPENSSL, X.Example.Org, wildcard",
    "OPENSSL, special.example.org, exact",
    "OPENSSL, a.b.example.org, first",
    "OPENSSL, example.org, first",
    "OPENSSL, by-common-name, by-common-name",
    "OPENSSL, unknown, first",
    "OPENSSL, '', first",
    "JDK, API.Example.COM, exact",
    "JDK, x.example.org, wildcard",
    "JDK, special.example.org, exact",
    "JDK, unknown, first",
    "JDK, '', first",
  })
  void choosesTheCertificateByName(TlsProvider provider, String asked, String certificate)
      throws Exception {
    ServerTlsConfig config =
        plain(
            pki.forHosts("first", "www.example.com", "both.example.com"),
            pki.forHosts("wildcard", "*.example.org"),
            pki.forHosts("exact", "api.example.com", "special.example.org", "both.example.com"),
            pki.issue("by-common-name", builder -> builder));
    try (ServerTls tls = open(config, provider);
        TlsServer server = new TlsServer(tls, TIMEOUT)) {
      assertThat(client().send(server.port(), asked, "x").commonName()).isEqualTo(certificate);
    }
  }

  @Test
  void takesTheFirstOfTwoCertificatesForOneName() throws Exception {
    ServerTlsConfig config =
        plain(pki.forHosts("a", "a"), pki.forHosts("b", "same"), pki.forHosts("c", "same"));
    try (ServerTls tls = open(config, TlsProvider.OPENSSL);
        TlsServer server = new TlsServer(tls, TIMEOUT)) {
      assertThat(client().send(server.port(), "same", "x").commonName()).isEqualTo("b");
    }
  }

  @ParameterizedTest
  @EnumSource(TlsProvider.class)
  void servesRsaKeysAsWell(TlsProvider provider) throws Exception {
    CertificateFiles rsa =
        pki.issue("rsa", builder -> builder.rsa2048().addSanDnsName("localhost"));
    try (ServerTls tls = open(plain(rsa), provider);
        TlsServer server = new TlsServer(tls, TIMEOUT)) {
      assertThat(client().send(server.port(), "localhost", "x", version("TLSv1.2")).commonName())
          .isEqualTo("rsa");
      assertThat(client().send(server.port(), "localhost", "x", version("TLSv1.3")).commonName())
          .isEqualTo("rsa");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "OPENSSL, REQUEST, TLSv1.2", "OPENSSL, REQUIRE, TLSv1.2",
    "OPENSSL, REQUEST, TLSv1.3", "OPENSSL, REQUIRE, TLSv1.3",
    "JDK, REQUEST, TLSv1.2", "JDK, REQUIRE, TLSv1.2",
    "JDK, REQUEST, TLSv1.3", "JDK, REQUIRE, TLSv1.3",
  })
  void asksForClientCertificates(TlsProvider provider, ClientAuth clientAuth, String version)
      throws Exception {
    X509Bundle right = pki.bundle("client", builder -> builder);
    X509Bundle wrong = others.bundle("client", builder -> builder);
    X509Bundle old = pki.bundle("client", Pki::expired);
    try (ServerTls tls = open(asking(clientAuth), provider);
        TlsServer server = new TlsServer(tls, TIMEOUT)) {
      TlsClient known = TlsClient.trusting(pki.authority(), Optional.of(right));
      assertThat(known.send(server.port(), "localhost", "x", version(version)).text())
          .isEqualTo("x");
      assertThat(server.outcome()).isEqualTo(version);

      if (clientAuth == ClientAuth.REQUIRE) {
        assertThatThrownBy(() -> client().send(server.port(), "localhost", "x", version(version)))
            .isInstanceOf(IOException.class);
        assertThat(server.outcome()).isEqualTo("tls-handshake-failed");
      } else {
        assertThat(client().send(server.port(), "localhost", "x", version(version)).text())
            .isEqualTo("x");
        assertThat(server.outcome()).isEqualTo(version);
      }

      TlsClient stale = TlsClient.trusting(pki.authority(), Optional.of(old));
      assertThatThrownBy(() -> stale.send(server.port(), "localhost", "x", version(version)))
          .isInstanceOf(IOException.class);
      assertThat(server.outcome()).isEqualTo("tls-certificate-rejected");

      // A client of the JDK shows only what the server's list of authorities allows.
      TlsClient stranger = TlsClient.insisting(pki.authority(), wrong);
      assertThatThrownBy(() -> stranger.send(server.port(), "localhost", "x", version(version)))
          .isInstanceOf(IOException.class);
      assertThat(server.outcome()).isEqualTo("tls-certificate-rejected");
    }
  }

  @ParameterizedTest
  @EnumSource(TlsProvider.class)
  void asksNobodyUnlessTold(TlsProvider provider) throws Exception {
    X509Bundle wrong = others.bundle("client", builder -> builder);
    try (ServerTls tls = open(plain(pki.forHosts("edge", "localhost")), provider);
        TlsServer server = new TlsServer(tls, TIMEOUT)) {
      TlsClient stranger = TlsClient.insisting(pki.authority(), wrong);
      assertThat(stranger.send(server.port(), "localhost", "x").text()).isEqualTo("x");
    }
  }

  @ParameterizedTest
  @CsvSource({"OPENSSL, TLSv1.2", "OPENSSL, TLSv1.3", "JDK, TLSv1.2", "JDK, TLSv1.3"})
  void resumesSessions(TlsProvider provider, String version) throws Exception {
    try (ServerTls tls = open(plain(pki.forHosts("edge", "localhost")), provider);
        TlsServer server = new TlsServer(tls, TIMEOUT)) {
      TlsClient client = client();
      long first =
          client
              .send(server.port(), "localhost", "x", version(version))
              .session()
              .getCreationTime();
      Eventually.that("the clock has moved on", () -> Instant.now().toEpochMilli() > first);
      long second =
          client
              .send(server.port(), "localhost", "x", version(version))
              .session()
              .getCreationTime();
      assertThat(second).isEqualTo(first);
    }
  }

  @ParameterizedTest
  @EnumSource(TlsProvider.class)
  void agreesOnTheApplicationProtocol(TlsProvider provider) throws Exception {
    ServerTlsConfig config = plain(pki.forHosts("edge", "localhost"));
    try (ServerTls tls = ServerTls.open("edge", config, List.of("http/1.1"), provider);
        TlsServer server = new TlsServer(tls, TIMEOUT)) {
      client().send(server.port(), "", "x", p -> p.setApplicationProtocols(alpn("h2", "http/1.1")));
      assertThat(server.outcome()).endsWith(" http/1.1");
      client().send(server.port(), "", "x", p -> p.setApplicationProtocols(alpn("h2")));
      assertThat(server.outcome()).startsWith("TLSv1.3").doesNotContain(" ");
      client().send(server.port(), "", "x");
      assertThat(server.outcome()).startsWith("TLSv1.3").doesNotContain(" ");
    }
  }

  private static String[] alpn(String... protocols) {
    return protocols;
  }

  @ParameterizedTest
  @EnumSource(TlsProvider.class)
  void endsWhatIsNoTls(TlsProvider provider) throws Exception {
    try (ServerTls tls = open(plain(pki.forHosts("edge", "localhost")), provider);
        TlsServer server = new TlsServer(tls, TIMEOUT);
        Wire wire = Wire.to(server.port())) {
      wire.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(wire.gone()).isTrue();
      assertThat(server.outcome()).isEqualTo("not-tls");
      assertThat(server.more()).isFalse();
    }
  }

  @Test
  void endsAlertsWithoutAHello() throws Exception {
    try (ServerTls tls = open(plain(pki.forHosts("edge", "localhost")), TlsProvider.OPENSSL);
        TlsServer server = new TlsServer(tls, TIMEOUT);
        Wire wire = Wire.to(server.port())) {
      wire.send(new byte[] {21, 9, 9, 0, 9, 1, 0});
      assertThat(wire.gone()).isTrue();
      assertThat(server.outcome()).isEqualTo("not-tls");
      assertThat(server.more()).isFalse();
    }
  }

  @Test
  void endsHellosThatAreTooLong() throws Exception {
    try (ServerTls tls = open(plain(pki.forHosts("edge", "localhost")), TlsProvider.OPENSSL);
        TlsServer server = new TlsServer(tls, TIMEOUT);
        Wire wire = Wire.to(server.port())) {
      wire.send(new byte[] {22, 3, 1, 0, 16, 1, 1, 0, 0});
      wire.send(new byte[12]);
      assertThat(wire.gone()).isTrue();
      assertThat(server.outcome()).isEqualTo("tls-handshake-failed");
      assertThat(server.more()).isFalse();
    }
  }

  @Test
  void endsHandshakesThatTakeTooLong() throws Exception {
    Duration shortly = Duration.ofMillis(50);
    try (ServerTls tls = open(plain(pki.forHosts("edge", "localhost")), TlsProvider.OPENSSL);
        TlsServer server = new TlsServer(tls, shortly)) {
      try (Wire silent = Wire.to(server.port())) {
        assertThat(silent.gone()).isTrue();
        assertThat(server.outcome()).isEqualTo("tls-handshake-timeout");
      }
      try (Wire begun = Wire.to(server.port())) {
        begun.send(new byte[] {22, 3, 1});
        assertThat(begun.gone()).isTrue();
        assertThat(server.outcome()).isEqualTo("tls-handshake-timeout");
      }
      assertThat(server.more()).isFalse();
    }
  }

  @Test
  void endsHandshakesThatTakeTooLongAfterTheHello() throws Exception {
    Duration shortly = Duration.ofMillis(500);
    try (ServerTls tls = open(plain(pki.forHosts("edge", "localhost")), TlsProvider.OPENSSL);
        TlsServer server = new TlsServer(tls, shortly);
        Wire wire = Wire.to(server.port())) {
      wire.send(Hellos.plain());
      assertThat(wire.gone()).isTrue();
      assertThat(server.outcome()).isEqualTo("tls-handshake-timeout");
    }
  }

  @Test
  void takesHellosInPieces() throws Exception {
    try (ServerTls tls =
            open(
                plain(pki.forHosts("first", "first"), pki.forHosts("second", "second")),
                TlsProvider.OPENSSL);
        TlsServer server = new TlsServer(tls, TIMEOUT)) {
      byte[] hello = Hellos.asking("second");
      try (Wire wire = Wire.to(server.port())) {
        for (byte octet : hello) {
          wire.send(new byte[] {octet});
        }
        assertThat(server.asked()).isEqualTo("second");
      }
      assertThat(server.outcome()).isEqualTo("tls-handshake-closed");
      try (Wire wire = Wire.to(server.port())) {
        wire.send(Hellos.inRecordsOf(hello, 7));
        assertThat(server.asked()).isEqualTo("second");
      }
    }
  }

  @Test
  void tellsOfClientsThatLeave() throws Exception {
    try (ServerTls tls = open(plain(pki.forHosts("edge", "localhost")), TlsProvider.OPENSSL);
        TlsServer server = new TlsServer(tls, TIMEOUT)) {
      Wire.to(server.port()).close();
      assertThat(server.outcome()).isEqualTo("tls-handshake-closed");
      assertThat(server.more()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(TlsProvider.class)
  void takesOverChangedFiles(TlsProvider provider) throws Exception {
    CertificateFiles files = pki.forHosts("edge", "localhost");
    try (ServerTls tls = open(plain(files), provider);
        TlsServer server = new TlsServer(tls, TIMEOUT);
        SSLSocket before = client().connect(server.port(), "localhost", p -> {})) {
      before.startHandshake();
      assertThat(client().send(server.port(), "localhost", "x").commonName()).isEqualTo("edge");

      replace(files, pki.forHosts("renewed", "localhost"));
      tls.refresh();
      assertThat(client().send(server.port(), "localhost", "x").commonName()).isEqualTo("edge");
      tls.refresh();
      assertThat(client().send(server.port(), "localhost", "x").commonName()).isEqualTo("renewed");

      before.getOutputStream().write('y');
      assertThat(before.getInputStream().read()).isEqualTo('y');
    }
  }

  private static void replace(CertificateFiles old, CertificateFiles by) throws IOException {
    Files.move(by.cert(), old.cert(), StandardCopyOption.REPLACE_EXISTING);
    Files.move(by.key(), old.key(), StandardCopyOption.REPLACE_EXISTING);
  }

  @ParameterizedTest
  @EnumSource(TlsProvider.class)
  void keepsWhatThereIsWhenChangedFilesAreOfNoUse(TlsProvider provider) throws Exception {
    CertificateFiles first = pki.forHosts("first", "first");
    CertificateFiles files = pki.forHosts("edge", "localhost");
    try (ServerTls tls = open(plain(first, files), provider);
        TlsServer server = new TlsServer(tls, TIMEOUT)) {
      Files.writeString(files.key(), "nothing");
      tls.refresh();
      tls.refresh();
      assertThat(client().send(server.port(), "localhost", "x").commonName()).isEqualTo("edge");

      Files.delete(files.cert());
      tls.refresh();
      tls.refresh();
      assertThat(client().send(server.port(), "localhost", "x").commonName()).isEqualTo("edge");

      replace(files, pki.forHosts("renewed", "localhost"));
      tls.refresh();
      tls.refresh();
      assertThat(client().send(server.port(), "localhost", "x").commonName()).isEqualTo("renewed");
    }
  }

  @ParameterizedTest
  @EnumSource(TlsProvider.class)
  void failsHandshakesOnceClosed(TlsProvider provider) throws Exception {
    ServerTls tls = open(plain(pki.forHosts("edge", "localhost")), provider);
    try (TlsServer server = new TlsServer(tls, TIMEOUT);
        SSLSocket before = client().connect(server.port(), "localhost", p -> {})) {
      before.startHandshake();
      assertThat(server.outcome()).isEqualTo("TLSv1.3");
      tls.close();
      tls.close();
      tls.refresh();
      assertThatThrownBy(() -> client().send(server.port(), "localhost", "x"))
          .isInstanceOf(IOException.class);
      assertThat(server.outcome()).isEqualTo("tls-handshake-closed");
      before.getOutputStream().write('y');
      assertThat(before.getInputStream().read()).isEqualTo('y');
    }
  }

  @Test
  void saysWhichFilesAreOfNoUse() {
    CertificateFiles right = pki.forHosts("right", "right");
    CertificateFiles other = pki.forHosts("other", "other");
    CertificateFiles mixed = new CertificateFiles(right.cert(), other.key());
    assertThatThrownBy(() -> open(plain(right, mixed), TlsProvider.OPENSSL))
        .isInstanceOf(TlsException.class)
        .hasMessage(other.key() + " does not belong to the first certificate in " + right.cert());
    CertificateFiles none = new CertificateFiles(right.cert(), folder.resolve("none.key"));
    assertThatThrownBy(() -> open(plain(right, none), TlsProvider.OPENSSL))
        .isInstanceOf(TlsException.class)
        .hasMessage(folder.resolve("none.key") + " does not exist");
  }

  @Test
  void letsNobodyRenegotiate() throws Exception {
    try (ServerTls tls = open(plain(pki.forHosts("edge", "localhost")), TlsProvider.OPENSSL);
        TlsServer server = new TlsServer(tls, TIMEOUT);
        SSLSocket socket = client().connect(server.port(), "localhost", version("TLSv1.2"))) {
      socket.startHandshake();
      socket.getOutputStream().write('x');
      assertThat(socket.getInputStream().read()).isEqualTo('x');
      assertThatThrownBy(
              () -> {
                socket.startHandshake();
                socket.getOutputStream().write('y');
                socket.getInputStream().read();
              })
          .isInstanceOf(IOException.class);
    }
  }
}
