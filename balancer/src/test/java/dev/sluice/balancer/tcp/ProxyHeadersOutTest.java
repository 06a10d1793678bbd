package dev.sluice.balancer.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.PoolTlsConfig;
import dev.sluice.balancer.config.ServerTlsConfig;
import dev.sluice.balancer.config.ServerTlsConfig.ClientAuth;
import dev.sluice.balancer.config.ServerTlsConfig.TlsVersion;
import dev.sluice.balancer.net.Link;
import dev.sluice.balancer.net.Rig;
import dev.sluice.balancer.net.Scripted;
import dev.sluice.balancer.net.Wire;
import dev.sluice.balancer.net.tls.ClientTls;
import dev.sluice.balancer.net.tls.Pki;
import dev.sluice.balancer.net.tls.ServerTls;
import dev.sluice.balancer.net.tls.TlsProvider;
import dev.sluice.balancer.net.tls.TlsWires;
import dev.sluice.vertx.proxyprotocol.ProxyHeader.Version;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** PROXY protocol headers that backends are sent, alone and around TLS on either side. */
class ProxyHeadersOutTest {

  private static final String NAME = "backend.internal";
  private static final String V2 = "0d0a0d0a000d0a515549540a";

  @TempDir private Path folder;

  static Stream<Transport> transports() {
    return TcpFront.nioAndEpoll();
  }

  private static Link announcing(Version version) {
    return new Link(Optional.of(version), Optional.empty());
  }

  private static Rig rig(Transport transport, Rig.Settings settings, Link link, Scripted backend) {
    return TcpFront.of(transport, settings, Optional.empty(), link, backend.address());
  }

  /** Tells the client what came before its own bytes. */
  private static Scripted mirror() throws IOException {
    return Scripted.backend(wire -> wire.send(wire.rest()));
  }

  @ParameterizedTest
  @MethodSource("transports")
  void announcesThePeerInText(Transport transport) throws Exception {
    try (Scripted backend = mirror();
        Rig rig = rig(transport, TcpFront.SETTINGS, announcing(Version.V1), backend);
        Wire client = Wire.to(rig.port())) {
      assertThat(client.send("hello").finish().rest())
          .asString()
          .isEqualTo(
              "PROXY TCP4 127.0.0.1 127.0.0.1 "
                  + client.socket().getLocalPort()
                  + " "
                  + rig.port()
                  + "\r\nhello");
      // Not what the client has sent.
      assertThat(rig.connection().traffic().received()).isEqualTo(5);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void announcesThePeerInBinary(Transport transport) throws Exception {
    try (Scripted backend = mirror();
        Rig rig = rig(transport, TcpFront.SETTINGS, announcing(Version.V2), backend);
        Wire client = Wire.to(rig.port())) {
      assertThat(HexFormat.of().formatHex(client.send("hi").finish().rest()))
          .isEqualTo(
              V2
                  + "2111000c"
                  + "7f0000017f000001"
                  + HexFormat.of().toHexDigits((short) client.socket().getLocalPort())
                  + HexFormat.of().toHexDigits((short) rig.port())
                  + "6869");
      rig.connection();
    }
  }

  /** What a trusted proxy has announced goes on, in the other version, and as IPv6. */
  @ParameterizedTest
  @MethodSource("transports")
  void announcesWhoWasAnnounced(Transport transport) throws Exception {
    Rig.Settings trusting = TcpFront.SETTINGS.trust(true, "127.0.0.1");
    try (Scripted backend = mirror();
        Rig rig = rig(transport, trusting, announcing(Version.V2), backend);
        Wire client = Wire.to(rig.port())) {
      client.send("PROXY TCP6 2001:db8::7 2001:db8::1 4711 443\r\n").finish();
      assertThat(HexFormat.of().formatHex(client.rest()))
          .isEqualTo(
              V2
                  + "21210024"
                  + "20010db8000000000000000000000007"
                  + "20010db8000000000000000000000001"
                  + "126701bb");
      assertThat(rig.connection().client()).isEqualTo("[2001:db8::7]:4711");
    }
    try (Scripted backend = mirror();
        Rig rig = rig(transport, trusting, announcing(Version.V1), backend);
        Wire client = Wire.to(rig.port())) {
      client.send("PROXY TCP6 2001:db8::7 2001:db8::1 4711 443\r\n").finish();
      assertThat(client.rest())
          .asString()
          .isEqualTo("PROXY TCP6 2001:db8::7 2001:db8::1 4711 443\r\n");
      rig.connection();
    }
  }

  /** On the wire: the header, the handshake, the traffic; on either side. */
  @ParameterizedTest
  @MethodSource("transports")
  void standsOutsideOfTls(Transport transport) throws Exception {
    Pki pki = Pki.in(folder, "ca");
    String header = "PROXY TCP4 203.0.113.7 198.51.100.1 4711 443\r\n";
    ServerTlsConfig in =
        new ServerTlsConfig(
            List.of(pki.forHosts("edge", "edge.example.com")),
            ClientAuth.NONE,
            Optional.empty(),
            TlsVersion.TLS_1_2);
    PoolTlsConfig out =
        new PoolTlsConfig(
            Optional.of(pki.file("ca.pem")), Optional.empty(), Optional.of(NAME), true);
    try (ServerTls server = ServerTls.open("edge", in, List.of(), TlsProvider.best());
        ClientTls pool = ClientTls.open("pool", out, List.of(), TlsProvider.best());
        Scripted backend =
            Scripted.backend(
                wire -> {
                  String first = wire.text(header.length());
                  Wire tls =
                      TlsWires.accepted(
                          wire.socket(), pki.bundle("backend", b -> b.addSanDnsName(NAME)));
                  tls.send(first + tls.text(5)).gone();
                });
        Rig rig =
            TcpFront.of(
                transport,
                TcpFront.SETTINGS.trust(true, "127.0.0.1"),
                Optional.of(server),
                new Link(Optional.of(Version.V1), Optional.of(pool)),
                backend.address());
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), rig.port())) {
      plain.getOutputStream().write(header.getBytes(StandardCharsets.US_ASCII));
      try (Wire client =
          TlsWires.client(plain, "edge.example.com", pki.authority(), Optional.empty())) {
        client.send("hello");
        assertThat(client.text(header.length() + 5)).isEqualTo(header + "hello");
      }
      assertThat(rig.connection().client()).isEqualTo("203.0.113.7:4711");
    }
  }
}
