package dev.sluice.balancer.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.Algorithm;
import dev.sluice.balancer.config.BackendConfig;
import dev.sluice.balancer.config.ForwardConfig;
import dev.sluice.balancer.config.PoolConfig;
import dev.sluice.balancer.event.AccessEvent;
import dev.sluice.balancer.net.Eventually;
import dev.sluice.balancer.net.Link;
import dev.sluice.balancer.net.Rig;
import dev.sluice.balancer.net.Scripted;
import dev.sluice.balancer.net.Wire;
import dev.sluice.balancer.net.hello.Hellos;
import dev.sluice.balancer.net.tls.Pki;
import dev.sluice.balancer.net.tls.TlsWires;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.transport.Transport;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules that go by what a TLS client asks for, without ending its TLS. */
class SniRoutingTest {

  private static final ForwardConfig DB = ToPool.rule("db", List.of("db.example.com"), List.of());
  private static final ForwardConfig WIDE =
      ToPool.rule("wide", List.of("*.example.com"), List.of());
  private static final ForwardConfig H2 = ToPool.rule("h2", List.of(), List.of("h2"));
  private static final ForwardConfig REST = ToPool.rule("rest", List.of(), List.of());

  @TempDir private Path folder;

  static Stream<Transport> transports() {
    return TcpFront.nioAndEpoll();
  }

  private static Pool pool(String name, Scripted backend) {
    return new Pool(
        new PoolConfig(
            name, Algorithm.ROUND_ROBIN, List.of(new BackendConfig(backend.address(), 1))),
        new Random(1));
  }

  private static Rig rig(
      Transport transport, Rig.Settings settings, Map<String, Pool> pools, ForwardConfig... rules)
      throws Exception {
    // The rig's own pool stays unused.
    return TcpFront.routed(
        transport,
        settings,
        Optional.empty(),
        own -> ToPool.routes(pools::get, Link.PLAIN, rules),
        new Address("127.0.0.1", 1));
  }

  /** Says its name, and then what it received. */
  private static Scripted repeating(String name) throws Exception {
    return Scripted.backend(
        wire -> {
          wire.send(name + ":");
          wire.send(wire.rest());
        });
  }

  private static byte[] hello(String name, String... alpn) throws Exception {
    return Hellos.real(SslProvider.JDK, "TLSv1.3", name, List.of(alpn));
  }

  /** What came back, the bytes behind the name compared with those sent. */
  private static String sent(Rig rig, byte[]... pieces) throws Exception {
    try (Wire client = Wire.to(rig.port())) {
      byte[] all = Hellos.bytes(pieces);
      for (byte[] piece : pieces) {
        client.send(piece);
      }
      client.finish();
      byte[] answer = client.rest();
      int colon = indexOfColon(answer);
      assertThat(Arrays.copyOfRange(answer, colon + 1, answer.length)).isEqualTo(all);
      return new String(answer, 0, colon, StandardCharsets.US_ASCII);
    }
  }

  private static int indexOfColon(byte[] answer) {
    return IntStream.range(0, answer.length)
        .filter(i -> answer[i] == ':')
        .findFirst()
        .orElseThrow();
  }

  private static byte[][] bytewise(byte[] bytes) {
    return IntStream.range(0, bytes.length)
        .mapToObj(i -> new byte[] {bytes[i]})
        .toArray(byte[][]::new);
  }

  @ParameterizedTest
  @MethodSource("transports")
  void goesByNameThenProtocolThenToTheRest(Transport transport) throws Exception {
    try (Scripted db = repeating("db");
        Scripted wide = repeating("wide");
        Scripted h2 = repeating("h2");
        Scripted rest = repeating("rest")) {
      Map<String, Pool> pools =
          Map.of(
              "db",
              pool("db", db),
              "wide",
              pool("wide", wide),
              "h2",
              pool("h2", h2),
              "rest",
              pool("rest", rest));
      try (Rig rig = rig(transport, TcpFront.SETTINGS, pools, REST, H2, WIDE, DB)) {
        Map<byte[], String> expected = new HashMap<>();
        expected.put(hello("db.example.com"), "db");
        expected.put(hello("DB.Example.COM", "h2"), "db");
        expected.put(hello("web.example.com"), "wide");
        expected.put(hello("example.org", "http/1.1", "h2"), "h2");
        expected.put(hello("example.org", "http/1.1"), "rest");
        expected.put(hello(""), "rest");
        expected.put("SELECT 1".getBytes(StandardCharsets.US_ASCII), "rest");
        // Ends before it is one, perhaps on purpose.
        expected.put(Arrays.copyOf(hello("db.example.com"), 40), "rest");
        expected.put(new byte[0], "rest");
        for (Map.Entry<byte[], String> each : expected.entrySet()) {
          assertThat(sent(rig, each.getKey())).isEqualTo(each.getValue());
          AccessEvent.Connection event = rig.connection();
          assertThat(event.target().pool()).isEqualTo(each.getValue());
          assertThat(event.traffic().received()).isEqualTo(each.getKey().length);
        }
      }
      assertIdle(pools);
    }
  }

  private static void assertIdle(Map<String, Pool> pools) {
    Eventually.that(
        "every lease ended",
        () -> pools.values().stream().allMatch(p -> p.backends().get(0).active() == 0));
  }

  @ParameterizedTest
  @MethodSource("transports")
  void putsTheHelloTogether(Transport transport) throws Exception {
    byte[] whole = hello("db.example.com");
    byte[] message = Hellos.message(whole);
    List<byte[][]> ways = new ArrayList<>();
    ways.add(bytewise(whole));
    ways.add(new byte[][] {Hellos.records(message, List.of(1, 4, 50, 51)), new byte[10_000]});
    ways.add(bytewise(Hellos.records(message, List.of(3, 60))));
    try (Scripted db = repeating("db");
        Scripted rest = repeating("rest")) {
      Map<String, Pool> pools = Map.of("db", pool("db", db), "rest", pool("rest", rest));
      try (Rig rig = rig(transport, TcpFront.SETTINGS, pools, DB, REST)) {
        for (byte[][] pieces : ways) {
          assertThat(sent(rig, pieces)).isEqualTo("db");
          rig.connection();
        }
      }
    }
  }

  @Test
  void closesWhatNoRuleTakes() throws Exception {
    try (Scripted db = repeating("db")) {
      Map<String, Pool> pools = Map.of("db", pool("db", db));
      try (Rig rig = rig(Transport.NIO, TcpFront.SETTINGS, pools, DB)) {
        for (byte[] first :
            List.of(hello("web.example.com"), hello(""), new byte[] {'G', 'E', 'T', ' '})) {
          try (Wire client = Wire.to(rig.port())) {
            client.send(first);
            assertThat(client.gone()).isTrue();
            AccessEvent.Connection event = rig.connection();
            assertThat(event.result()).isEqualTo("no-route");
            assertThat(event.target()).isEqualTo(AccessEvent.Target.NONE);
          }
        }
        assertThat(db.accepted()).isZero();
      }
    }
  }

  @Test
  void closesAHelloThatIsTooLong() throws Exception {
    try (Scripted rest = repeating("rest")) {
      try (Rig rig =
              rig(Transport.NIO, TcpFront.SETTINGS, Map.of("rest", pool("rest", rest)), DB, REST);
          Wire client = Wire.to(rig.port())) {
        // A handshake message of 16 MiB is announced.
        client.send(new byte[] {22, 3, 1, 0, 4, 1, (byte) 255, (byte) 255, (byte) 255});
        assertThat(client.gone()).isTrue();
        assertThat(rig.connection().result()).isEqualTo("client-hello-too-long");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void closesWhoNeverCompletesIt(Transport transport) throws Exception {
    Rig.Settings hasty = TcpFront.SETTINGS.patience(Duration.ofMillis(200), Duration.ofSeconds(2));
    try (Scripted rest = repeating("rest")) {
      try (Rig rig = rig(transport, hasty, Map.of("rest", pool("rest", rest)), DB, REST);
          Wire silent = Wire.to(rig.port());
          Wire slow = Wire.to(rig.port())) {
        slow.send(Arrays.copyOf(hello("db.example.com"), 30));
        assertThat(silent.gone()).isTrue();
        assertThat(slow.gone()).isTrue();
        assertThat(rig.connection().result()).isEqualTo("client-timeout");
        assertThat(rig.connection().result()).isEqualTo("client-timeout");
        assertThat(rest.accepted()).isZero();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void mayBeLeftMeanwhile(Transport transport) throws Exception {
    try (Scripted rest = repeating("rest")) {
      try (Rig rig =
          rig(transport, TcpFront.SETTINGS, Map.of("rest", pool("rest", rest)), DB, REST)) {
        Wire client = Wire.to(rig.port());
        client.send(Arrays.copyOf(hello("db.example.com"), 30));
        Eventually.that("accepted", () -> rig.connected() == 1);
        client.reset();
        assertThat(rig.connection().result()).isEqualTo("client-reset");
        assertThat(rest.accepted()).isZero();
      }
    }
  }

  /** The client shakes hands with the backend of its choice, and knows it by its certificate. */
  @ParameterizedTest
  @MethodSource("transports")
  void leavesTheHandshakeToTheBackend(Transport transport) throws Exception {
    Pki pki = Pki.in(folder, "ca");
    byte[] upload = TcpFront.random(1_000_000);
    byte[] download = TcpFront.random(2_000_000);
    Scripted.Script exchange =
        wire -> {
          assertThat(wire.text(upload.length)).hasSize(upload.length);
          wire.send(download);
          wire.gone();
        };
    try (ServerSocket first = TlsWires.server(pki.bundle("db", b -> b), Optional.empty());
        ServerSocket second = TlsWires.server(pki.bundle("web", b -> b), Optional.empty(), "h2");
        Scripted db = Scripted.backend(first, exchange);
        Scripted web = Scripted.backend(second, exchange)) {
      Map<String, Pool> pools = Map.of("db", pool("db", db), "h2", pool("h2", web));
      try (Rig rig = rig(transport, TcpFront.SETTINGS, pools, DB, H2)) {
        for (String name : List.of("db", "web")) {
          try (Wire client =
              name.equals("db")
                  ? TlsWires.client(rig.port(), "db.example.com", pki.authority(), Optional.empty())
                  : TlsWires.client(
                      rig.port(), "www.example.org", pki.authority(), Optional.empty(), "h2")) {
            assertThat(TlsWires.peer(client)).isEqualTo(name);
            client.send(upload);
            assertThat(Arrays.equals(client.bytes(download.length), download)).isTrue();
          }
          rig.connection();
        }
      }
    }
  }
}
