package dev.sluice.balancer.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.balance.Backend;
import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.balance.Probe;
import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.Algorithm;
import dev.sluice.balancer.config.BackendConfig;
import dev.sluice.balancer.config.ConnectionsConfig.ProxyProtocol;
import dev.sluice.balancer.config.HealthConfig;
import dev.sluice.balancer.config.PoolConfig;
import dev.sluice.balancer.config.PoolTlsConfig;
import dev.sluice.balancer.config.StatusRange;
import dev.sluice.balancer.net.Link;
import dev.sluice.balancer.net.Rig;
import dev.sluice.balancer.net.Scripted;
import dev.sluice.balancer.net.Wire;
import dev.sluice.balancer.net.tls.ClientTls;
import dev.sluice.balancer.net.tls.Pki;
import dev.sluice.balancer.net.tls.TlsProvider;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks of backends that answer, refuse, hang and lie. */
class BackendProbeTest {

  private static final Duration LONG = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofMillis(200);

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    Rig.await(vertx.close());
  }

  private static Optional<HealthConfig.Http> http(String method, Optional<String> body) {
    return Optional.of(
        new HealthConfig.Http(
            method,
            "/healthz?deep",
            Optional.of("health.example"),
            List.of(new StatusRange(200, 299)),
            body));
  }

  private Probe.Result check(Address address, Optional<HealthConfig.Http> how, Duration timeout)
      throws Exception {
    return check(address, how, timeout, Optional.empty());
  }

  private Probe.Result check(
      Address address, Optional<HealthConfig.Http> how, Duration timeout, Optional<ClientTls> tls)
      throws Exception {
    return check(address, new HealthConfig(how, LONG, 0, timeout, 1, 1), tls);
  }

  private Probe.Result check(Address address, HealthConfig config, Optional<ClientTls> tls)
      throws Exception {
    return check(address, config, new Link(Optional.empty(), tls));
  }

  private Probe.Result check(Address address, HealthConfig config, Link link) throws Exception {
    Pool pool =
        new Pool(
            new PoolConfig("p", Algorithm.RANDOM, List.of(new BackendConfig(address, 1))),
            new Random(1));
    Backend backend = pool.backends().get(0);
    CompletableFuture<Probe.Result> result = new CompletableFuture<>();
    new BackendProbe((VertxInternal) vertx, config, link)
        .check(
            backend,
            config.timeout(),
            r -> assertThat(result.complete(r)).as("told only once").isTrue());
    return result.get(20, TimeUnit.SECONDS);
  }

  @Test
  void checksAnotherPortWhenToldTo() throws Exception {
    for (Optional<HealthConfig.Http> how :
        List.of(Optional.<HealthConfig.Http>empty(), http("GET", Optional.empty()))) {
      try (Scripted beside = answering(bytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))) {
        HealthConfig config =
            new HealthConfig(
                new HealthConfig.Check(how, Optional.of(beside.address().port())),
                LONG,
                0,
                LONG,
                1,
                1);
        assertThat(check(Scripted.closedPort(), config, Optional.empty()))
            .isEqualTo(Probe.Result.passed());
        assertThat(beside.accepted()).isEqualTo(1);
      }
    }
  }

  private static Scripted answering(byte[]... pieces) throws Exception {
    return Scripted.backend(
        wire -> {
          wire.head();
          for (byte[] piece : pieces) {
            wire.send(piece);
          }
          wire.gone();
        });
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void connects() throws Exception {
    try (Scripted backend = Scripted.backend(Wire::gone)) {
      assertThat(check(backend.address(), Optional.empty(), LONG).healthy()).isTrue();
    }
  }

  @Test
  void tellsOfARefusal() throws Exception {
    Probe.Result tcp = check(Scripted.closedPort(), Optional.empty(), LONG);
    assertThat(tcp.healthy()).isFalse();
    assertThat(tcp.why()).isEqualTo("connection refused");
    Probe.Result http = check(Scripted.closedPort(), http("GET", Optional.empty()), LONG);
    assertThat(http.why()).isEqualTo("connection refused");
  }

  @ParameterizedTest
  @CsvSource({"GET,200,true", "HEAD,204,true", "GET,301,false", "GET,503,false"})
  void judgesTheStatus(String method, int status, boolean healthy) throws Exception {
    CompletableFuture<String> head = new CompletableFuture<>();
    CountDownLatch closed = new CountDownLatch(1);
    try (Scripted backend =
        Scripted.backend(
            wire -> {
              head.complete(wire.head());
              wire.send("HTTP/1.1 " + status + " X\r\nContent-Length: 0\r\n\r\n");
              wire.gone();
              closed.countDown();
            })) {
      Probe.Result result = check(backend.address(), http(method, Optional.empty()), LONG);
      assertThat(result.healthy()).isEqualTo(healthy);
      assertThat(head.get()).startsWith(method + " /healthz?deep HTTP/1.1\r\n");
      assertThat(head.get().toLowerCase(java.util.Locale.ROOT)).contains("host: health.example");
      assertThat(closed.await(10, TimeUnit.SECONDS)).as("the connection is not kept").isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"all is well,true", "all is lost,false"})
  void searchesTheBody(String body, boolean healthy) throws Exception {
    try (Scripted backend =
        answering(
            bytes("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body))) {
      assertThat(check(backend.address(), http("GET", Optional.of("well")), LONG).healthy())
          .isEqualTo(healthy);
    }
  }

  @Test
  void findsATextThatComesInPieces() throws Exception {
    // Chunks reach the check one by one, here with the two bytes of one letter apart.
    byte[] start = bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ngr");
    byte[] text = bytes("größe");
    byte[] middle = {text[2], '\r', '\n', '4', '\r', '\n', text[3], text[4], text[5], text[6]};
    try (Scripted backend = answering(start, middle, bytes("\r\n0\r\n\r\n"))) {
      assertThat(check(backend.address(), http("GET", Optional.of("größe")), LONG).healthy())
          .isTrue();
    }
  }

  @Test
  void searchesNoEndlessBody() throws Exception {
    try (Scripted backend =
        Scripted.backend(
            wire -> {
              wire.head();
              wire.send("HTTP/1.1 200 OK\r\n\r\n");
              while (true) {
                wire.send(new byte[10_000]);
              }
            })) {
      Probe.Result result = check(backend.address(), http("GET", Optional.of("well")), LONG);
      assertThat(result.healthy()).isFalse();
      assertThat(result.why()).isEqualTo("not in the body: well");
    }
  }

  @ParameterizedTest
  @CsvSource({"''", "HTTP/1.1 200 OK", "HTTP/1.1 200 OK_Content-Length: 10__half"})
  void givesUpOnWhoHangs(String answer) throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (Scripted backend =
        Scripted.backend(
            wire -> {
              wire.head();
              wire.send(answer.replace("_", "\r\n"));
              wire.gone();
              closed.countDown();
            })) {
      Probe.Result result = check(backend.address(), http("GET", Optional.of("well")), SHORT);
      assertThat(result.healthy()).isFalse();
      assertThat(closed.await(10, TimeUnit.SECONDS)).as("the connection is given up").isTrue();
    }
  }

  @Test
  void tellsOfABackendThatBreaksOff() throws Exception {
    try (Scripted backend =
        Scripted.backend(
            wire -> {
              wire.head();
              wire.reset();
            })) {
      assertThat(check(backend.address(), http("GET", Optional.empty()), LONG).healthy()).isFalse();
    }
  }

  @Test
  void checksOverTls(@TempDir Path folder) throws Exception {
    Pki pki = Pki.in(folder, "ca");
    Pki.in(folder, "other");
    X509Bundle own = pki.bundle("backend", builder -> builder.addSanIpAddress("127.0.0.1"));
    try (ClientTls tls = tls(folder.resolve("ca.pem"));
        ClientTls wrong = tls(folder.resolve("other.pem"));
        Scripted backend =
            Scripted.backend(
                pki.listen(own, false),
                wire -> {
                  ((SSLSocket) wire.socket()).startHandshake();
                  if (!wire.head().isEmpty()) {
                    wire.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                  }
                  wire.gone();
                })) {
      Address address = backend.address();
      Optional<HealthConfig.Http> http = http("GET", Optional.empty());
      assertThat(check(address, http, LONG, Optional.of(tls)).healthy()).isTrue();
      assertThat(check(address, Optional.empty(), LONG, Optional.of(tls)).healthy()).isTrue();
      assertThat(check(address, http, LONG, Optional.of(wrong)).why())
          .startsWith("tls-certificate-rejected: ");
      assertThat(check(address, Optional.empty(), LONG, Optional.of(wrong)).why())
          .startsWith("tls-certificate-rejected: ");
    }
  }

  @Test
  void findsThatABackendDoesNotSpeakTls(@TempDir Path folder) throws Exception {
    Pki.in(folder, "ca");
    try (ClientTls tls = tls(folder.resolve("ca.pem"));
        Scripted backend = Scripted.named("plain")) {
      Probe.Result result = check(backend.address(), Optional.empty(), SHORT, Optional.of(tls));
      assertThat(result.healthy()).isFalse();
    }
  }

  private static ClientTls tls(Path ca) throws Exception {
    return ClientTls.open(
        "p",
        new PoolTlsConfig(Optional.of(ca), Optional.empty(), Optional.empty(), true),
        List.of(),
        TlsProvider.best());
  }

  static Stream<Arguments> headers() {
    return Stream.of(
        Arguments.of(ProxyProtocol.V1, "PROXY UNKNOWN\r\n"),
        Arguments.of(ProxyProtocol.V2, "\r\n\r\n\0\r\nQUIT\n \0\0\0"));
  }

  @ParameterizedTest
  @MethodSource("headers")
  void beginsOnNobodysBehalfWhereThePoolSendsProxyHeaders(ProxyProtocol version, String header)
      throws Exception {
    Link link = Link.of(version, Optional.empty());
    CompletableFuture<String> seen = new CompletableFuture<>();
    try (Scripted backend =
        Scripted.backend(wire -> seen.complete(new String(wire.rest(), UTF_8)))) {
      HealthConfig config = new HealthConfig(Optional.empty(), LONG, 0, LONG, 1, 1);
      assertThat(check(backend.address(), config, link).healthy()).isTrue();
      assertThat(seen.get(20, TimeUnit.SECONDS)).isEqualTo(header);
    }
    try (Scripted backend =
        Scripted.backend(
            wire -> {
              assertThat(wire.text(header.length())).isEqualTo(header);
              assertThat(wire.head()).startsWith("GET /healthz?deep HTTP/1.1\r\n");
              wire.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
              wire.gone();
            })) {
      HealthConfig config = new HealthConfig(http("GET", Optional.empty()), LONG, 0, LONG, 1, 1);
      assertThat(check(backend.address(), config, link).healthy()).isTrue();
    }
  }

  /** Another port is another service. */
  @Test
  void sendsNoProxyHeaderToAnotherPort() throws Exception {
    CompletableFuture<String> seen = new CompletableFuture<>();
    try (Scripted other = Scripted.backend(wire -> seen.complete(wire.head()))) {
      HealthConfig.Check elsewhere =
          new HealthConfig.Check(
              http("GET", Optional.empty()), Optional.of(other.address().port()));
      check(
          Scripted.closedPort(),
          new HealthConfig(elsewhere, LONG, 0, LONG, 1, 1),
          Link.of(ProxyProtocol.V1, Optional.empty()));
      assertThat(seen.get(20, TimeUnit.SECONDS)).startsWith("GET /healthz?deep HTTP/1.1\r\n");
    }
  }
}
