package dev.sluice.balancer.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.Algorithm;
import dev.sluice.balancer.config.PoolConfig;
import dev.sluice.balancer.event.AccessEvent;
import dev.sluice.balancer.net.Eventually;
import dev.sluice.balancer.net.Rig;
import dev.sluice.balancer.net.Scripted;
import dev.sluice.balancer.net.Wire;
import dev.sluice.vertx.proxyprotocol.ProxyHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.vertx.core.transport.Transport;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** PROXY protocol headers that TCP servers receive. */
class ProxyHeadersInTest {

  private static final Rig.Settings TRUSTED = TcpFront.SETTINGS.trust(true, "127.0.0.0/8");
  private static final Rig.Settings UNTRUSTED = TcpFront.SETTINGS.trust(true, "10.0.0.0/8");
  private static final String V1 = "PROXY TCP4 203.0.113.7 198.51.100.1 4711 443\r\n";

  static Stream<Transport> transports() {
    return TcpFront.nioAndEpoll();
  }

  private static byte[] v2(String source, String destination) {
    ByteBuf header =
        ProxyHeader.encode(
            ProxyHeader.Version.V2,
            new InetSocketAddress(source, 4711),
            new InetSocketAddress(destination, 443),
            UnpooledByteBufAllocator.DEFAULT);
    try {
      return ByteBufUtil.getBytes(header);
    } finally {
      header.release();
    }
  }

  private static byte[] with(byte[] header, String text) {
    byte[] all = new byte[header.length + text.length()];
    System.arraycopy(header, 0, all, 0, header.length);
    System.arraycopy(
        text.getBytes(StandardCharsets.US_ASCII), 0, all, header.length, text.length());
    return all;
  }

  private static Scripted echo() throws Exception {
    return Scripted.backend(wire -> wire.send(wire.rest()));
  }

  @ParameterizedTest
  @MethodSource("transports")
  void announcesTheClientAndPassesOnWhatIsBehindIt(Transport transport) throws Exception {
    try (Scripted backend = echo();
        Rig rig = TcpFront.plain(transport, TRUSTED, backend.address())) {
      Map<String, byte[]> headers = new HashMap<>();
      headers.put("203.0.113.7:4711", V1.getBytes(StandardCharsets.US_ASCII));
      headers.put("198.51.100.9:4711", v2("198.51.100.9", "127.0.0.1"));
      headers.put("[2001:db8::9]:4711", v2("2001:db8::9", "2001:db8::1"));
      for (Map.Entry<String, byte[]> header : headers.entrySet()) {
        try (Wire client = Wire.to(rig.port())) {
          client.send(with(header.getValue(), "hello")).finish();
          assertThat(client.rest()).asString().isEqualTo("hello");
          AccessEvent.Connection event = rig.connection();
          assertThat(event.client()).isEqualTo(header.getKey());
          assertThat(event.result()).isEqualTo("closed");
          assertThat(event.traffic()).isEqualTo(new AccessEvent.Traffic(5, 5));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void takesItByteByByte(Transport transport) throws Exception {
    try (Scripted backend = echo();
        Rig rig = TcpFront.plain(transport, TRUSTED, backend.address())) {
      for (byte[] header :
          List.of(V1.getBytes(StandardCharsets.US_ASCII), v2("203.0.113.7", "127.0.0.1"))) {
        try (Wire client = Wire.to(rig.port())) {
          for (byte b : with(header, "hello")) {
            client.send(new byte[] {b});
          }
          client.finish();
          assertThat(client.rest()).asString().isEqualTo("hello");
          assertThat(rig.connection().client()).isEqualTo("203.0.113.7:4711");
        }
      }
    }
  }

  /** A header that announces nobody leaves the peer as the client. */
  @ParameterizedTest
  @MethodSource("transports")
  void aProxyMaySpeakForItself(Transport transport) throws Exception {
    try (Scripted backend = echo();
        Rig rig = TcpFront.plain(transport, TRUSTED, backend.address());
        Wire client = Wire.to(rig.port())) {
      client.send("PROXY UNKNOWN\r\nhello").finish();
      assertThat(client.rest()).asString().isEqualTo("hello");
      assertThat(rig.connection().client()).isEqualTo(client.localAddress());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'GET / HTTP/1.0\r\n', proxy-header-missing",
    "'PROXY TCP4 1.2.3 1.2.3.4 1 2\r\n', proxy-header-malformed",
    "'PROXY TCP4 1.2.3.4', proxy-header-malformed",
    "'', proxy-header-missing",
  })
  void closesWhatHasNone(String sent, String word) throws Exception {
    try (Scripted backend = echo();
        Rig rig = TcpFront.plain(Transport.NIO, TRUSTED, backend.address());
        Wire client = Wire.to(rig.port())) {
      client.send(sent).finish();
      assertThat(client.gone()).isTrue();
      AccessEvent.Connection event = rig.connection();
      assertThat(event.result()).isEqualTo(word);
      assertThat(event.client()).isEqualTo(client.localAddress());
      assertThat(event.target()).isEqualTo(AccessEvent.Target.NONE);
      assertThat(backend.accepted()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void closesWhoNeverCompletesIt(Transport transport) throws Exception {
    Rig.Settings settings = TRUSTED.patience(Duration.ofMillis(200), Duration.ofSeconds(2));
    try (Scripted backend = echo();
        Rig rig = TcpFront.plain(transport, settings, backend.address());
        Wire silent = Wire.to(rig.port());
        Wire slow = Wire.to(rig.port())) {
      slow.send("PROXY TCP4 203.0.113.7 ");
      assertThat(silent.gone()).isTrue();
      assertThat(slow.gone()).isTrue();
      assertThat(rig.connection().result()).isEqualTo("client-timeout");
      assertThat(rig.connection().result()).isEqualTo("client-timeout");
      assertThat(backend.accepted()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void servesWhoIsNotTrustedAndHasNone(Transport transport) throws Exception {
    try (Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.send("welcome");
                  wire.send(wire.rest());
                });
        Rig rig = TcpFront.plain(transport, UNTRUSTED, backend.address());
        Wire client = Wire.to(rig.port())) {
      // The backend speaks first.
      assertThat(client.text(7)).isEqualTo("welcome");
      // As a header begins, but none.
      client.send("PROX");
      client.send("IMITY").finish();
      assertThat(client.rest()).asString().isEqualTo("PROXIMITY");
      AccessEvent.Connection event = rig.connection();
      assertThat(event.result()).isEqualTo("closed");
      assertThat(event.client()).isEqualTo(client.localAddress());
      assertThat(event.traffic()).isEqualTo(new AccessEvent.Traffic(9, 16));
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void closesWhoIsNotTrustedAndSendsOneAtOnce(Transport transport) throws Exception {
    try (Scripted backend = Scripted.backend(wire -> assertThat(received(wire)).isEmpty());
        Rig rig = TcpFront.plain(transport, UNTRUSTED, backend.address());
        Wire client = Wire.to(rig.port())) {
      client.send(V1 + "hello");
      assertThat(client.gone()).isTrue();
      AccessEvent.Connection event = rig.connection();
      assertThat(event.result()).isEqualTo("proxy-header-forged");
      assertThat(event.client()).isEqualTo(client.localAddress());
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void closesWhoIsNotTrustedAndSendsOneWhileItIsRelayed(Transport transport) throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    List<String> received = new ArrayList<>();
    try (Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.send("welcome");
                  received.add(received(wire));
                  goOn.countDown();
                });
        Rig rig = TcpFront.plain(transport, UNTRUSTED, backend.address());
        Wire client = Wire.to(rig.port())) {
      assertThat(client.text(7)).isEqualTo("welcome");
      byte[] header = v2("203.0.113.7", "127.0.0.1");
      for (byte b : header) {
        try {
          client.send(new byte[] {b});
        } catch (java.net.SocketException closedAtTheSignature) {
          break;
        }
      }
      assertThat(client.gone()).isTrue();
      assertThat(rig.connection().result()).isEqualTo("proxy-header-forged");
      goOn.await();
      assertThat(received).containsExactly("");
    }
  }

  private static String received(Wire wire) throws Exception {
    String ending = wire.ending();
    return ending.equals("end") || ending.equals("reset") ? "" : ending;
  }

  /** Two clients behind one proxy go to different backends, each always to its own. */
  @Test
  void hashesTheAnnouncedClient() throws Exception {
    Rig.Settings settings =
        TRUSTED.pool(
            pool ->
                new PoolConfig(
                    pool.name(),
                    Algorithm.IP_HASH,
                    pool.backends(),
                    pool.policy(),
                    pool.connections()));
    try (Scripted first = Scripted.backend(wire -> wire.send("1"));
        Scripted second = Scripted.backend(wire -> wire.send("2"));
        Rig rig = TcpFront.plain(Transport.NIO, settings, first.address(), second.address())) {
      Map<String, String> chosen = new HashMap<>();
      for (int round = 0; round < 2; round++) {
        for (int i = 1; i <= 20; i++) {
          String source = "203.0.113." + i;
          try (Wire client = Wire.to(rig.port())) {
            client.send("PROXY TCP4 " + source + " 127.0.0.1 4711 443\r\n").finish();
            String answer = new String(client.rest(), StandardCharsets.US_ASCII);
            assertThat(chosen.putIfAbsent(source, answer)).isIn(null, answer);
            rig.connection();
          }
        }
      }
      assertThat(chosen.values()).contains("1", "2");
    }
  }

  /** What stops while it still waits for a header is broken off, and logged. */
  @ParameterizedTest
  @MethodSource("transports")
  void mayBeStoppedMeanwhile(Transport transport) throws Exception {
    try (Scripted backend = echo();
        Rig rig = TcpFront.plain(transport, TRUSTED, backend.address());
        Wire client = Wire.to(rig.port())) {
      client.send("PROXY ");
      Eventually.that("accepted", () -> rig.connected() == 1);
      assertThat(Rig.await(rig.stop(Duration.ofMillis(50)))).isEqualTo(1);
      assertThat(client.gone()).isTrue();
      assertThat(rig.connection().result()).isEqualTo("stopped");
    }
  }
}
