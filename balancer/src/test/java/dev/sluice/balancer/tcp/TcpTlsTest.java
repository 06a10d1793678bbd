package dev.sluice.balancer.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.Algorithm;
import dev.sluice.balancer.config.BackendConfig;
import dev.sluice.balancer.config.PoolConfig;
import dev.sluice.balancer.config.PoolTlsConfig;
import dev.sluice.balancer.config.ServerTlsConfig;
import dev.sluice.balancer.config.ServerTlsConfig.ClientAuth;
import dev.sluice.balancer.config.ServerTlsConfig.TlsVersion;
import dev.sluice.balancer.event.AccessEvent;
import dev.sluice.balancer.net.Eventually;
import dev.sluice.balancer.net.Link;
import dev.sluice.balancer.net.Rig;
import dev.sluice.balancer.net.Scripted;
import dev.sluice.balancer.net.Wire;
import dev.sluice.balancer.net.hello.Hellos;
import dev.sluice.balancer.net.tls.ClientTls;
import dev.sluice.balancer.net.tls.Pki;
import dev.sluice.balancer.net.tls.ServerTls;
import dev.sluice.balancer.net.tls.TlsProvider;
import dev.sluice.balancer.net.tls.TlsWires;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** TCP servers that end TLS, and pools whose backends speak it. */
class TcpTlsTest {

  private static final String NAME = "backend.internal";

  @TempDir private Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();
  private Pki pki;
  private TlsProvider provider = TlsProvider.best();

  @BeforeEach
  void authority() {
    pki = Pki.in(folder, "ca");
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  static Stream<Transport> transports() {
    return TcpFront.nioAndEpoll();
  }

  private ServerTls ends(ClientAuth auth, Optional<Path> clientCa) throws Exception {
    ServerTlsConfig config =
        new ServerTlsConfig(
            List.of(pki.forHosts("edge", "edge.example.com")), auth, clientCa, TlsVersion.TLS_1_2);
    ServerTls tls = ServerTls.open("edge", config, List.of(), provider);
    open.add(tls);
    return tls;
  }

  private Optional<ServerTls> ends() throws Exception {
    return Optional.of(ends(ClientAuth.NONE, Optional.empty()));
  }

  private Link begins() throws Exception {
    PoolTlsConfig config =
        new PoolTlsConfig(
            Optional.of(pki.file("ca.pem")), Optional.empty(), Optional.of(NAME), true);
    ClientTls tls = ClientTls.open("pool", config, List.of(), provider);
    open.add(tls);
    return new Link(Optional.empty(), Optional.of(tls));
  }

  private static X509Bundle backend(Pki pki) {
    return pki.bundle("backend", b -> b.addSanDnsName(NAME));
  }

  private Scripted tlsBackend(Scripted.Script... scripts) throws Exception {
    return Scripted.backend(TlsWires.server(backend(pki), Optional.empty()), scripts);
  }

  private Wire client(Rig rig) throws Exception {
    return TlsWires.client(rig.port(), "edge.example.com", pki.authority(), Optional.empty());
  }

  static Stream<Arguments> sides() {
    return transports()
        .flatMap(
            t ->
                Stream.of(
                    Arguments.of(t, true, false),
                    Arguments.of(t, false, true),
                    Arguments.of(t, true, true)));
  }

  @ParameterizedTest
  @MethodSource("sides")
  void relaysEveryByte(Transport transport, boolean in, boolean out) throws Exception {
    byte[] upload = TcpFront.random(1_000_000);
    byte[] download = TcpFront.random(2_000_000);
    Scripted.Script script =
        wire -> {
          assertThat(Arrays.equals(wire.bytes(upload.length), upload)).isTrue();
          wire.send(download);
          assertThat(wire.ending()).isEqualTo("end");
        };
    try (Scripted backend = out ? tlsBackend(script) : Scripted.backend(script);
        Rig rig = rig(transport, in, out, backend);
        Wire client = in ? client(rig) : Wire.to(rig.port())) {
      client.send(upload);
      assertThat(Arrays.equals(client.bytes(download.length), download)).isTrue();
      client.finish();
      assertThat(client.ending()).isEqualTo("end");
      AccessEvent.Connection event = rig.connection();
      assertThat(event.result()).isEqualTo("closed");
      assertThat(event.traffic()).isEqualTo(new AccessEvent.Traffic(1_000_000, 2_000_000));
    }
  }

  private Rig rig(Transport transport, boolean in, boolean out, Scripted backend) throws Exception {
    return TcpFront.of(
        transport,
        TcpFront.SETTINGS,
        in ? ends() : Optional.empty(),
        out ? begins() : Link.PLAIN,
        backend.address());
  }

  /**
   * The client finishes first, and then gets its answer. TLS 1.3 allows it, and the JDK's engine;
   * that of OpenSSL ends both directions together.
   */
  @ParameterizedTest
  @MethodSource("sides")
  void answersAfterTheClientHasFinished(Transport transport, boolean in, boolean out)
      throws Exception {
    provider = TlsProvider.JDK;
    byte[] upload = TcpFront.random(1_000_000);
    byte[] download = TcpFront.random(2_000_000);
    Scripted.Script script =
        wire -> {
          assertThat(Arrays.equals(wire.rest(), upload)).isTrue();
          wire.send(download).finish();
          wire.gone();
        };
    try (Scripted backend = out ? tlsBackend(script) : Scripted.backend(script);
        Rig rig = rig(transport, in, out, backend);
        Wire client = in ? client(rig) : Wire.to(rig.port())) {
      client.send(upload).finish();
      assertThat(Arrays.equals(client.rest(), download)).isTrue();
      AccessEvent.Connection event = rig.connection();
      assertThat(event.result()).isEqualTo("closed");
      assertThat(event.traffic()).isEqualTo(new AccessEvent.Traffic(1_000_000, 2_000_000));
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void asksClientsForACertificate(Transport transport) throws Exception {
    ServerTls tls = ends(ClientAuth.REQUIRE, Optional.of(pki.file("ca.pem")));
    X509Bundle own = pki.bundle("client", b -> b);
    try (Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.send(wire.text(5));
                  wire.gone();
                });
        Rig rig =
            TcpFront.of(
                transport, TcpFront.SETTINGS, Optional.of(tls), Link.PLAIN, backend.address())) {
      try (Wire with =
          TlsWires.client(rig.port(), "edge.example.com", pki.authority(), Optional.of(own))) {
        assertThat(with.send("hello").text(5)).isEqualTo("hello");
        assertThat(with.finish().ending()).isEqualTo("end");
        assertThat(rig.connection().result()).isEqualTo("closed");
      }
      // With TLS 1.3 a client learns of it only after its side of the handshake.
      assertThatThrownBy(
              () -> {
                try (Wire without = client(rig)) {
                  without.send("hello").rest();
                }
              })
          .isInstanceOf(IOException.class);
      assertThat(rig.connection().result()).isEqualTo("tls-handshake-failed");
      assertThat(backend.accepted()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void passesOverBackendsThatShakeNoHands(Transport transport) throws Exception {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Pki stranger = Pki.in(elsewhere, "stranger");
    Rig.Settings hasty = TcpFront.SETTINGS.patience(Duration.ofSeconds(10), Duration.ofMillis(300));
    try (Scripted unknown =
            Scripted.backend(TlsWires.server(backend(stranger), Optional.empty()), Wire::rest);
        Scripted misnamed =
            Scripted.backend(
                TlsWires.server(pki.bundle("x", b -> b.addSanDnsName("x")), Optional.empty()),
                Wire::rest);
        Scripted mute = Scripted.backend(Wire::gone);
        Scripted other = Scripted.backend(wire -> wire.send("220 welcome\r\n"));
        Scripted rude =
            Scripted.backend(
                wire -> {
                  wire.text(1);
                  wire.reset();
                });
        Scripted gone = Scripted.backend(wire -> {});
        Scripted good =
            tlsBackend(
                wire -> {
                  wire.send(wire.text(5));
                  wire.gone();
                });
        Rig rig =
            TcpFront.of(
                transport,
                hasty,
                Optional.empty(),
                begins(),
                unknown.address(),
                misnamed.address(),
                mute.address(),
                other.address(),
                rude.address(),
                gone.address(),
                good.address());
        Wire client = Wire.to(rig.port())) {
      assertThat(client.send("hello").text(5)).isEqualTo("hello");
      assertThat(client.finish().ending()).isEqualTo("end");
      AccessEvent.Connection event = rig.connection();
      assertThat(event.result()).isEqualTo("closed");
      assertThat(event.target().backend()).isEqualTo(good.address().toString());
      for (Scripted each : List.of(unknown, misnamed, mute, other, rude, gone)) {
        assertThat(each.accepted()).isEqualTo(1);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void endsWhenNoBackendShakesHands(Transport transport) throws Exception {
    Rig.Settings hasty = TcpFront.SETTINGS.patience(Duration.ofSeconds(10), Duration.ofMillis(200));
    try (Scripted mute = Scripted.backend(Wire::gone);
        Rig rig =
            TcpFront.of(
                transport,
                hasty,
                Optional.empty(),
                begins(),
                mute.address(),
                Scripted.closedPort());
        Wire client = Wire.to(rig.port())) {
      assertThat(client.gone()).isTrue();
      assertThat(rig.connection().result()).isEqualTo("all-backends-down");
    }
  }

  /** A backend that says something with its last message of the handshake is heard. */
  @ParameterizedTest
  @MethodSource("transports")
  void aBackendMaySpeakFirst(Transport transport) throws Exception {
    try (Scripted backend =
            tlsBackend(
                wire -> {
                  wire.send("welcome");
                  wire.gone();
                });
        Rig rig = rig(transport, true, true, backend);
        Wire client = client(rig)) {
      assertThat(client.text(7)).isEqualTo("welcome");
      assertThat(client.finish().ending()).isEqualTo("end");
      assertThat(rig.connection().result()).isEqualTo("closed");
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void closesClientsThatShakeNoHands(Transport transport) throws Exception {
    Rig.Settings hasty = TcpFront.SETTINGS.patience(Duration.ofMillis(300), Duration.ofSeconds(2));
    byte[] hello = Hellos.real(SslProvider.JDK, "TLSv1.3", "edge.example.com", List.of());
    try (Scripted backend = Scripted.backend(Wire::rest);
        Rig rig = TcpFront.of(transport, hasty, ends(), Link.PLAIN, backend.address())) {
      try (Wire silent = Wire.to(rig.port());
          Wire half = Wire.to(rig.port());
          Wire first = Wire.to(rig.port())) {
        half.send(Arrays.copyOf(hello, 50));
        first.send(hello);
        for (Wire each : List.of(silent, half, first)) {
          assertThat(each.gone()).isTrue();
          assertThat(rig.connection().result()).isEqualTo("client-timeout");
        }
      }
      assertThat(backend.accepted()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void closesClientsThatSpeakSomethingElse(Transport transport) throws Exception {
    try (Scripted backend = Scripted.backend(Wire::rest);
        Rig rig = rig(transport, true, false, backend)) {
      try (Wire plain = Wire.to(rig.port())) {
        plain.send("GET / HTTP/1.1\r\n\r\n");
        assertThat(plain.gone()).isTrue();
        assertThat(rig.connection().result()).isEqualTo("not-tls");
      }
      assertThat(backend.accepted()).isZero();
    }
  }

  /** At once: the deadline is far. */
  @ParameterizedTest
  @MethodSource("transports")
  void noticesClientsThatEndWithinTheHandshake(Transport transport) throws Exception {
    Rig.Settings patient =
        TcpFront.SETTINGS.patience(Duration.ofSeconds(60), Duration.ofSeconds(2));
    byte[] hello = Hellos.real(SslProvider.JDK, "TLSv1.3", "edge.example.com", List.of());
    try (Rig rig =
        TcpFront.of(transport, patient, ends(), Link.PLAIN, new Address("127.0.0.1", 1))) {
      for (byte[] sent : List.of(new byte[0], Arrays.copyOf(hello, 50), hello)) {
        try (Wire finishing = Wire.to(rig.port())) {
          finishing.send(sent).finish();
          assertThat(finishing.gone()).isTrue();
          assertThat(rig.connection().result()).isEqualTo("tls-handshake-closed");
        }
        try (Wire resetting = Wire.to(rig.port())) {
          resetting.send(sent);
          Eventually.that("accepted", () -> rig.connected() == 1);
          resetting.reset();
          assertThat(rig.connection().result()).isIn("client-reset", "tls-handshake-closed");
        }
      }
    }
  }

  /** An end of the connection without close_notify may be anybody's. */
  @ParameterizedTest
  @MethodSource("transports")
  void takesACutForNoEnd(Transport transport) throws Exception {
    CountDownLatch sawReset = new CountDownLatch(1);
    try (Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.send(wire.text(5));
                  if (wire.ending().equals("reset")) {
                    sawReset.countDown();
                  }
                });
        Rig rig = TcpFront.of(transport, TcpFront.SETTINGS, ends(), Link.PLAIN, backend.address());
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), rig.port());
        Wire client =
            TlsWires.client(plain, "edge.example.com", pki.authority(), Optional.empty())) {
      assertThat(client.send("hello").text(5)).isEqualTo("hello");
      plain.shutdownOutput();
      assertThat(sawReset.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(rig.connection().result()).isEqualTo("client-reset");
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void passesOnThatABackendWasCutOff(Transport transport) throws Exception {
    try (Scripted backend =
            Scripted.backend(
                wire -> {
                  Wire tls = TlsWires.accepted(wire.socket(), backend(pki));
                  tls.send(tls.text(5));
                  wire.socket().shutdownOutput();
                  wire.gone();
                });
        Rig rig =
            TcpFront.of(
                transport, TcpFront.SETTINGS, Optional.empty(), begins(), backend.address());
        Wire client = Wire.to(rig.port())) {
      assertThat(client.send("hello").text(5)).isEqualTo("hello");
      assertThat(client.ending()).isEqualTo("reset");
      assertThat(rig.connection().result()).isEqualTo("backend-reset");
    }
  }

  /** All that the client has to say, and its close_notify, come before a backend is free. */
  @ParameterizedTest
  @MethodSource("transports")
  void remembersAnEndThatCameEarly(Transport transport) throws Exception {
    provider = TlsProvider.JDK;
    CountDownLatch goOn = new CountDownLatch(1);
    Rig.Settings one =
        TcpFront.SETTINGS.pool(
            pool ->
                pool.withBackends(
                    List.of(new BackendConfig(pool.backends().get(0).address(), 1, 1, false))));
    try (Scripted backend = Scripted.backend(wire -> goOn.await(), wire -> wire.send(wire.rest()));
        Rig rig = TcpFront.of(transport, one, ends(), Link.PLAIN, backend.address());
        Wire first = client(rig);
        Wire second = client(rig)) {
      Eventually.that("one waits", () -> rig.pool().waiting() == 1);
      second.send("hello").finish();
      goOn.countDown();
      first.finish();
      assertThat(second.rest()).asString().isEqualTo("hello");
      List<String> results = List.of(rig.connection().result(), rig.connection().result());
      assertThat(results).containsOnly("closed");
    }
  }

  private static Pool pool(String name, Scripted backend) {
    return new Pool(
        new PoolConfig(
            name, Algorithm.ROUND_ROBIN, List.of(new BackendConfig(backend.address(), 1))),
        new Random(1));
  }

  @Test
  void goesByTheNameOfTheHandshake() throws Exception {
    try (Scripted db = Scripted.backend(wire -> wire.send("db"));
        Scripted rest = Scripted.backend(wire -> wire.send("rest"))) {
      Map<String, Pool> pools = Map.of("db", pool("db", db), "rest", pool("rest", rest));
      try (Rig rig =
          TcpFront.routed(
              Transport.NIO,
              TcpFront.SETTINGS,
              ends(),
              own ->
                  ToPool.routes(
                      pools::get,
                      Link.PLAIN,
                      ToPool.rule("db", List.of("db.example.com"), List.of()),
                      ToPool.rule("rest", List.of(), List.of())),
              new Address("127.0.0.1", 1))) {
        for (Map.Entry<String, String> each :
            Map.of("DB.example.com", "db", "web.example.com", "rest", "", "rest").entrySet()) {
          try (Wire client =
              TlsWires.client(rig.port(), each.getKey(), pki.authority(), Optional.empty())) {
            assertThat(client.rest()).asString().isEqualTo(each.getValue());
            client.finish();
            assertThat(rig.connection().target().pool()).isEqualTo(each.getValue());
          }
        }
      }
    }
  }
}
