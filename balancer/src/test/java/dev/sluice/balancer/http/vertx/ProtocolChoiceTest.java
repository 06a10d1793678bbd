package dev.sluice.balancer.http.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.ListenConfig;
import dev.sluice.balancer.config.ServerTlsConfig;
import dev.sluice.balancer.config.ServerTlsConfig.ClientAuth;
import dev.sluice.balancer.config.ServerTlsConfig.TlsVersion;
import dev.sluice.balancer.net.Eventually;
import dev.sluice.balancer.net.Rig;
import dev.sluice.balancer.net.Wire;
import dev.sluice.balancer.net.tls.Pki;
import dev.sluice.balancer.net.tls.ServerTls;
import dev.sluice.balancer.net.tls.TlsClient;
import dev.sluice.balancer.net.tls.TlsProvider;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets a connection, by what its client begins with. */
class ProtocolChoiceTest {

  private static final Duration SHORT = Duration.ofMillis(150);

  @TempDir private Path folder;
  private final Answers answers = new Answers();

  private ServerTls tls(Pki pki) throws Exception {
    return ServerTls.open(
        "edge",
        new ServerTlsConfig(
            List.of(pki.forHosts("edge", "edge.example")),
            ClientAuth.NONE,
            Optional.empty(),
            TlsVersion.TLS_1_2),
        List.of("h2", "http/1.1"),
        TlsProvider.best());
  }

  private Rig encrypted(ServerTls tls, Rig.Settings settings) {
    return Fronts.of(settings, Optional.of(tls), Fronts.echo(), answers.describing());
  }

  private static Wire over(Pki pki, int port, String... alpn) throws Exception {
    SSLSocket socket =
        TlsClient.trusting(pki.authority(), Optional.empty())
            .connect(port, "edge.example", parameters -> parameters.setApplicationProtocols(alpn));
    socket.startHandshake();
    return new Wire(socket);
  }

  @Test
  void prefaceInAnyTwoPiecesIsHttp2() throws Exception {
    try (Rig rig = Fronts.of(answers.describing())) {
      for (int split = 1; split < H2Wire.PREFACE.length; split++) {
        try (H2Wire client = new H2Wire(Wire.to(rig.port()))) {
          client.wire().send(Arrays.copyOf(H2Wire.PREFACE, split));
          rig.awaitTurn();
          client.wire().send(Arrays.copyOfRange(H2Wire.PREFACE, split, H2Wire.PREFACE.length));
          client.settings().get(1, "/" + split);
          assertThat(client.head().status()).hasToString("200");
          assertThat(client.body()).isEqualTo("GET http://example.com/" + split + " 0");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET / HTTP/1.1\r\n", "POST /x HTTP/1.0\r\n", "PRI * HTTP/1.1\r\n", "\r\n"})
  void anythingElseIsHttp1AndArrivesWhole(String text) throws Exception {
    try (Rig rig = Fronts.of(answers.describing())) {
      for (int split = 1; split < text.length(); split++) {
        try (Wire client = Wire.to(rig.port())) {
          client.send(text.substring(0, split));
          rig.awaitTurn();
          client.send(text.substring(split));
          assertThat(client.text(text.length())).isEqualTo(text);
        }
      }
    }
  }

  @Test
  void alpnDecidesOverTls() throws Exception {
    Pki pki = Pki.in(folder, "ca");
    try (ServerTls tls = tls(pki);
        Rig rig = encrypted(tls, Fronts.SETTINGS)) {
      try (H2Wire client = new H2Wire(over(pki, rig.port(), "h2", "http/1.1"))) {
        client.begin().get(1, "/");
        assertThat(client.head().status()).hasToString("200");
        assertThat(client.body()).isEqualTo("GET https://example.com/ 0");
      }
      try (Wire client = over(pki, rig.port(), "http/1.1")) {
        assertThat(client.send("hello").text(5)).isEqualTo("hello");
      }
      try (Wire client = over(pki, rig.port())) {
        assertThat(client.send("PRI * HTTP/2.0\r\n").text(16)).isEqualTo("PRI * HTTP/2.0\r\n");
      }
    }
  }

  @Test
  void clientThatAgreedOnHttp2MustSpeakIt() throws Exception {
    Pki pki = Pki.in(folder, "ca");
    try (ServerTls tls = tls(pki);
        Rig rig = encrypted(tls, Fronts.SETTINGS);
        Wire client = over(pki, rig.port(), "h2")) {
      client.send("GET / HTTP/1.1\r\n\r\n");
      assertThat(client.gone()).isTrue();
      assertThat(rig.connection().result()).isEqualTo("bad-request");
    }
  }

  @Test
  void silentClientIsClosed() throws Exception {
    try (Rig rig = Fronts.of(Fronts.SETTINGS.header(SHORT), answers.describing());
        Wire client = Wire.to(rig.port())) {
      assertThat(client.gone()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 14, 23, 24, 30})
  void clientThatStopsInThePrefaceIsClosed(int bytes) throws Exception {
    byte[] begun = Arrays.copyOf(H2Wire.PREFACE, 33);
    try (Rig rig = Fronts.of(Fronts.SETTINGS.header(SHORT), answers.describing());
        Wire client = Wire.to(rig.port())) {
      // Behind the preface, half of a frame of settings.
      begun[27] = 4;
      client.send(Arrays.copyOf(begun, bytes));
      assertThat(client.gone()).isTrue();
      assertThat(rig.connection().result()).isEqualTo("client-timeout");
    }
  }

  @Test
  void clientThatStopsInTheHandshakeIsClosed() throws Exception {
    Pki pki = Pki.in(folder, "ca");
    try (ServerTls tls = tls(pki);
        Rig rig = encrypted(tls, Fronts.SETTINGS.header(SHORT));
        Wire client = Wire.to(rig.port())) {
      client.send(new byte[] {22, 3, 1});
      assertThat(client.gone()).isTrue();
      assertThat(rig.connection().result()).isEqualTo("tls-handshake-timeout");
    }
  }

  @Test
  void clientThatGoesInThePrefaceLeavesNothing() throws Exception {
    try (Rig rig = Fronts.of(answers.describing())) {
      try (Wire client = Wire.to(rig.port())) {
        client.send("PRI * HTTP/2.0\r\n");
        Eventually.that("it is known", () -> rig.connected() == 1);
        client.reset();
      }
      Eventually.that("it is gone", () -> rig.connected() == 0);
    }
  }

  @Test
  void proxyHeaderComesFirst() throws Exception {
    Rig.Settings settings = Fronts.SETTINGS.trust(true, "127.0.0.0/8");
    try (Rig rig =
            Fronts.of(
                settings,
                request -> {
                  request.listen(answers.listener());
                  Answers.send(request, request.client().source().toString());
                });
        H2Wire client = new H2Wire(Wire.to(rig.port()))) {
      client.wire().send("PROXY TCP4 192.0.2.7 192.0.2.1 4711 80\r\n");
      client.begin().get(1, "/");
      client.head();
      assertThat(client.body()).contains("192.0.2.7:4711");
    }
  }

  @Test
  void clientWithoutItsProxyHeaderIsRefused() throws Exception {
    Rig.Settings settings = Fronts.SETTINGS.trust(true, "127.0.0.0/8");
    try (Rig rig = Fronts.of(settings, answers.describing());
        Wire client = Wire.to(rig.port())) {
      client.send(H2Wire.PREFACE);
      assertThat(client.gone()).isTrue();
      assertThat(rig.connection().result()).isEqualTo("proxy-header-missing");
    }
  }

  @Test
  void connectionTooManyIsClosed() throws Exception {
    Rig.Settings settings = Fronts.SETTINGS.limit(1, ListenConfig.WhenFull.CLOSE);
    try (Rig rig = Fronts.of(settings, answers.describing());
        H2Wire first = H2Wire.client(rig.port())) {
      first.get(1, "/");
      first.body();
      try (Wire second = Wire.to(rig.port())) {
        assertThat(second.gone()).isTrue();
      }
      assertThat(rig.connection().result()).isEqualTo("max-connections");
    }
  }

  @Test
  void connectionTooManyWaits() throws Exception {
    Rig.Settings settings = Fronts.SETTINGS.limit(1, ListenConfig.WhenFull.WAIT);
    try (Rig rig = Fronts.of(settings, answers.describing())) {
      H2Wire first = H2Wire.client(rig.port()).get(1, "/");
      first.body();
      try (H2Wire second = H2Wire.client(rig.port()).get(1, "/second")) {
        rig.awaitTurn();
        first.close();
        assertThat(second.body()).contains("/second");
      }
    }
  }

  @Test
  void stopLeavesHttp1Alone() throws Exception {
    try (Rig rig = Fronts.of(answers.describing());
        Wire one = Wire.to(rig.port());
        Wire silent = Wire.to(rig.port());
        H2Wire two = H2Wire.client(rig.port())) {
      assertThat(one.send("one").text(3)).isEqualTo("one");
      two.get(1, "/");
      two.body();
      Future<Integer> stopped = rig.stop(Duration.ofMillis(500));
      assertThat(two.goAway().code()).isZero();
      assertThat(silent.gone()).isTrue();
      assertThat(Rig.await(stopped)).isZero();
      assertThat(one.send("still").text(5)).isEqualTo("still");
    }
  }

  @Test
  void http1KeepsWhatCameWithItsFirstBytes() throws Exception {
    byte[] all = ("x".repeat(100_000)).getBytes(StandardCharsets.US_ASCII);
    try (Rig rig = Fronts.of(answers.describing());
        Wire client = Wire.to(rig.port())) {
      client.send(all);
      assertThat(client.bytes(all.length)).isEqualTo(all);
    }
  }
}
