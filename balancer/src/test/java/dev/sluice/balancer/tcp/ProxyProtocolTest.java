package dev.sluice.balancer.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.ConnectionsConfig.ProxyProtocol;
import dev.sluice.balancer.config.ServerConfig;
import dev.sluice.balancer.net.Link;
import dev.sluice.balancer.net.Rig;
import dev.sluice.balancer.net.Scripted;
import dev.sluice.balancer.net.Transports;
import dev.sluice.balancer.net.Wire;
import io.vertx.core.Vertx;
import io.vertx.core.transport.Transport;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** PROXY headers from clients and to backends, with every transport that this machine has. */
class ProxyProtocolTest {

  private static final Rig.Settings SETTINGS = Rig.settings(ServerConfig.Protocol.TCP);
  private static final Rig.Settings TRUSTING = SETTINGS.trust(true, "127.0.0.0/8");
  private static final Rig.Settings SUSPICIOUS = SETTINGS.trust(true, "10.0.0.0/8");

  private static final String V1 = "PROXY TCP4 203.0.113.7 198.51.100.1 51234 443\r\n";
  private static final byte[] V2 =
      HexFormat.of().parseHex("0d0a0d0a000d0a515549540a" + "2111000c" + "cb007107c6336401c82201bb");

  static Stream<Transport> transports() {
    return Transports.available();
  }

  private static Rig rig(
      Transport transport, Rig.Settings settings, ProxyProtocol sent, Scripted backend) {
    return Rig.start(
        Vertx.builder().withTransport(transport).build(),
        settings,
        (context, pool) -> ToPool.listener(context, pool, Link.of(sent, Optional.empty())),
        backend.address());
  }

  private static Scripted echo() throws Exception {
    return Scripted.backend(wire -> wire.send(wire.rest()));
  }

  @ParameterizedTest
  @MethodSource("transports")
  void takesTheHeaderOffAndLogsWhomItAnnounces(Transport transport) throws Exception {
    try (Scripted backend = echo();
        Rig rig = rig(transport, TRUSTING, ProxyProtocol.OFF, backend)) {
      try (Wire client = Wire.to(rig.port())) {
        assertThat(client.send(V1 + "hello").finish().rest()).asString().isEqualTo("hello");
        assertThat(rig.connection().client()).isEqualTo("203.0.113.7:51234");
      }
      try (Wire client = Wire.to(rig.port())) {
        for (byte b : V2) {
          client.send(new byte[] {b});
        }
        assertThat(client.send("hello").finish().rest()).asString().isEqualTo("hello");
        assertThat(rig.connection().client()).isEqualTo("203.0.113.7:51234");
      }
      try (Wire client = Wire.to(rig.port())) {
        client.send("PROXY UNKNOWN\r\n").finish();
        assertThat(client.rest()).isEmpty();
        assertThat(rig.connection().client()).isEqualTo(client.localAddress());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void closesWhatBeginsOtherwise(Transport transport) throws Exception {
    try (Scripted backend = echo();
        Rig rig = rig(transport, TRUSTING, ProxyProtocol.OFF, backend)) {
      try (Wire client = Wire.to(rig.port())) {
        assertThat(client.send("GET / HTTP/1.1\r\n\r\n").gone()).isTrue();
        assertThat(rig.connection().result()).isEqualTo("proxy-header-missing");
      }
      try (Wire client = Wire.to(rig.port())) {
        assertThat(client.send("PROXY TCP4 1.2.3.4\r\n").gone()).isTrue();
        assertThat(rig.connection().result()).isEqualTo("proxy-header-malformed");
      }
      assertThat(backend.accepted()).isZero();
    }
  }

  @Test
  void closesAClientThatDoesNotCompleteItsHeader() throws Exception {
    try (Scripted backend = echo();
        Rig rig =
            rig(
                Transport.NIO,
                TRUSTING.header(Duration.ofMillis(200)),
                ProxyProtocol.OFF,
                backend);
        Wire client = Wire.to(rig.port())) {
      assertThat(client.send("PROXY TCP4 ").gone()).isTrue();
      assertThat(rig.connection().result()).isEqualTo("client-timeout");
      assertThat(backend.accepted()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void servesOthersAsClients(Transport transport) throws Exception {
    try (Scripted backend = echo();
        Rig rig = rig(transport, SUSPICIOUS, ProxyProtocol.OFF, backend);
        Wire client = Wire.to(rig.port())) {
      assertThat(client.send("PROXY-less").finish().rest()).asString().isEqualTo("PROXY-less");
      assertThat(rig.connection().client()).isEqualTo(client.localAddress());
    }
  }

  /** Whatever the relay does by then, and however the kernel could move the bytes. */
  @ParameterizedTest
  @MethodSource("transports")
  void passesNoHeaderOfOthersOnEvenWhenTheBackendHasSpoken(Transport transport) throws Exception {
    for (byte[] header : new byte[][] {V1.getBytes(), V2}) {
      CountDownLatch gone = new CountDownLatch(1);
      try (Scripted backend =
              Scripted.backend(
                  wire -> {
                    wire.send("220 hello");
                    assertThat(wire.ending()).isIn("end", "reset");
                    gone.countDown();
                  });
          Rig rig = rig(transport, SUSPICIOUS, ProxyProtocol.OFF, backend);
          Wire client = Wire.to(rig.port())) {
        assertThat(client.text(9)).isEqualTo("220 hello");
        client.send(new byte[] {header[0]});
        client.send(java.util.Arrays.copyOfRange(header, 1, header.length));
        assertThat(client.gone()).isTrue();
        assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(rig.connection().traffic().received()).isZero();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void tellsTheBackendOfTheClient(Transport transport) throws Exception {
    try (Scripted backend = echo();
        Rig rig = rig(transport, SETTINGS, ProxyProtocol.V1, backend);
        Wire client = Wire.to(rig.port())) {
      client.send("hello").finish();
      assertThat(client.rest())
          .asString()
          .isEqualTo(
              "PROXY TCP4 127.0.0.1 127.0.0.1 "
                  + client.socket().getLocalPort()
                  + " "
                  + rig.port()
                  + "\r\nhello");
      // Only the client's own bytes count.
      assertThat(rig.connection().traffic().received()).isEqualTo(5);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void tellsTheBackendOfTheClientThatWasAnnounced(Transport transport) throws Exception {
    try (Scripted backend = echo();
        Rig rig = rig(transport, TRUSTING, ProxyProtocol.V2, backend);
        Wire client = Wire.to(rig.port())) {
      client.send(V1).finish();
      assertThat(client.rest()).isEqualTo(V2);
      rig.connection();
    }
  }
}
