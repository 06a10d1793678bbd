package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who the client is, told from proxy to proxy. */
class ProxyProtocolIT {

  private static final String LINE = "PROXY TCP4 203.0.113.7 198.51.100.1 51234 443\r\n";
  private static final String GET = "GET /whoami HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

  /** A server that sends headers of a version ("off" for none), and trusts this machine or not. */
  private static String server(String protocol, boolean trusting, String sends, String backends) {
    return """
        [[server]]
        listen = "127.0.0.1:0"
        protocol = "%s"
        proxy-protocol = true
        trusted-proxies = ["%s"]

        [server.timeouts]
        client-header = "500ms"

        [[server.forward]]
        send-proxy-protocol = "%s"
        %s
        """
        .formatted(protocol, trusting ? "127.0.0.0/8" : "10.0.0.0/8", sends, backends);
  }

  /** A server that sends headers of a version. */
  private static String sending(String protocol, String version, String backends) {
    return """
        [[server]]
        listen = "127.0.0.1:0"
        protocol = "%s"

        [[server.forward]]
        send-proxy-protocol = "%s"
        %s
        """
        .formatted(protocol, version, backends);
  }

  private static String addressOf(JsonObject place) {
    return place.getString("address") + ":" + place.getInteger("port");
  }

  @ParameterizedTest
  @CsvSource({"tcp,v1", "tcp,v2", "http,v1", "http,v2"})
  void aClientIsKnownBehindTwoProxies(String protocol, String version) throws IOException {
    try (Backends backends = Backends.http(1, "--require-proxy-protocol");
        Balancer balancer = Balancer.start(server(protocol, true, version, backends.toml()))) {
      try (Wire wire = Wire.to(balancer.port())) {
        JsonObject seen = wire.send(LINE + GET).answer().json();
        assertThat(addressOf(seen.getJsonObject("client"))).isEqualTo("203.0.113.7:51234");
        assertThat(addressOf(seen.getJsonObject("target"))).isEqualTo("198.51.100.1:443");
        assertThat(seen.getJsonObject("peer").getString("address")).isEqualTo("127.0.0.1");
      }
      assertThat(balancer.accessLog(1).get(0).getString("client")).isEqualTo("203.0.113.7:51234");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "http"})
  void oneThatIsNotTrustedIsTheClientItself(String protocol) throws IOException {
    try (Backends backends = Backends.http(1, "--require-proxy-protocol");
        Balancer balancer = Balancer.start(server(protocol, false, "v2", backends.toml()))) {
      try (Wire wire = Wire.to(balancer.port())) {
        JsonObject seen = wire.send(GET).answer().json();
        assertThat(addressOf(seen.getJsonObject("client")))
            .isEqualTo("127.0.0.1:" + wire.localPort());
      }
      try (Wire wire = Wire.to(balancer.port())) {
        assertThat(wire.send(LINE + GET).ended()).isTrue();
      }
      assertThat(balancer.accessLog(2)).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "http"})
  void aTrustedOneThatDoesNotSayWhoTheClientIsIsClosed(String protocol) throws IOException {
    try (Backends backends = Backends.http(1);
        Balancer balancer = Balancer.start(server(protocol, true, "off", backends.toml()))) {
      try (Wire wire = Wire.to(balancer.port())) {
        assertThat(wire.send(GET).ended()).isTrue();
      }
      assertThat(balancer.accessLog(1).get(0).getString("result"))
          .isEqualTo("proxy-header-missing");
      try (Wire wire = Wire.to(balancer.port())) {
        assertThat(wire.send("PROXY TCP4 a b c d\r\n" + GET).ended()).isTrue();
      }
      assertThat(balancer.accessLog(2).get(1).getString("result"))
          .isEqualTo("proxy-header-malformed");
      try (Wire wire = Wire.to(balancer.port())) {
        assertThat(wire.send("PROXY ").ended()).isTrue();
      }
      assertThat(balancer.accessLog(3).get(2).getString("result")).isEqualTo("client-timeout");
    }
  }

  @ParameterizedTest
  @CsvSource({"tcp,send-proxy", "tcp,send-proxy-v2", "http,send-proxy", "http,send-proxy-v2"})
  void haproxyInFrontIsUnderstood(String protocol, String send) throws IOException {
    try (Backends backends = Backends.http(1, "--require-proxy-protocol");
        Balancer balancer = Balancer.start(server(protocol, true, "v2", backends.toml()));
        HaProxy haproxy = HaProxy.before(balancer.port(), "tcp", send)) {
      String client;
      JsonObject seen;
      try (Wire wire = Wire.to(haproxy.port())) {
        client = "127.0.0.1:" + wire.localPort();
        seen = wire.send(GET).answer().json();
      }
      assertThat(addressOf(seen.getJsonObject("client"))).isEqualTo(client);
      assertThat(addressOf(seen.getJsonObject("target"))).isEqualTo("127.0.0.1:" + haproxy.port());
      // Beside it are the connections with which the test found out that haproxy listens.
      Await.until(
          "the client is in the access log",
          () -> balancer.accessLog().stream().anyMatch(l -> client.equals(l.getString("client"))));
      if (protocol.equals("http")) {
        assertThat(seen.getJsonObject("headers").getJsonArray("x-forwarded-for"))
            .containsExactly("127.0.0.1");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"tcp,v1", "tcp,v2", "http,v1", "http,v2"})
  void haproxyBehindUnderstands(String protocol, String version) throws IOException {
    try (HaProxy haproxy = HaProxy.wanting();
        Balancer balancer =
            Balancer.start(sending(protocol, version, Backends.toml(haproxy.port())));
        Wire wire = Wire.to(balancer.port());
        Wire other = Wire.to(balancer.port())) {
      for (Wire one : new Wire[] {wire, other, wire}) {
        assertThat(one.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").answer().text())
            .isEqualTo("127.0.0.1:" + one.localPort());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v2"})
  void checksBeginWithAHeaderToo(String version) throws IOException {
    try (HaProxy haproxy = HaProxy.wanting();
        Balancer balancer =
            Balancer.start(
                sending("http", version, Backends.toml(haproxy.port()))
                    + """
                      [server.forward.health]
                      type = "http"
                      path = "/"
                      interval = "200ms"
                      fall = 1
                      """)) {
      balancer.awaitState(haproxy.port(), "up");
      assertThat(Wire.get(balancer.port(), "/").status()).isEqualTo(200);
    }
  }

  /** From curl through haproxy, which can't read it, to a backend that has TLS of its own. */
  @ParameterizedTest
  @ValueSource(strings = {"tcp", "http"})
  void theHeaderComesBeforeTlsOnBothSides(String protocol) {
    Certificate edge = Certificate.of("edge.example");
    Certificate own = Certificate.of("own.example");
    String toml =
        """
        [[server]]
        listen = "127.0.0.1:0"
        protocol = "%s"
        proxy-protocol = true
        trusted-proxies = ["127.0.0.1"]

        [server.tls]
        certificates = [{ cert = "%s", key = "%s" }]

        [[server.forward]]
        send-proxy-protocol = "v2"
        tls = { ca = "%s", server-name = "own.example" }
        """
            .formatted(protocol, edge.file(), edge.key(), own.file());
    try (Backends backends =
            Backends.http(
                1,
                "--require-proxy-protocol",
                "--tls-cert",
                own.file().toString(),
                "--tls-key",
                own.key().toString());
        Balancer balancer = Balancer.start(toml + backends.toml());
        HaProxy haproxy = HaProxy.before(balancer.port(), "tcp", "send-proxy")) {
      JsonObject seen =
          new JsonObject(
              Command.output(
                  "curl",
                  "-sS",
                  "--http1.1",
                  "--resolve",
                  "edge.example:" + haproxy.port() + ":127.0.0.1",
                  "--cacert",
                  edge.file().toString(),
                  "https://edge.example:" + haproxy.port() + "/whoami"));
      assertThat(addressOf(seen.getJsonObject("target"))).isEqualTo("127.0.0.1:" + haproxy.port());
      assertThat(seen.getJsonObject("tls").getString("sni")).isEqualTo("own.example");
    }
  }

  @Test
  void whoIsHashedIsTheClientThatWasAnnounced() throws IOException {
    try (Backends backends = Backends.tcp(3);
        Balancer balancer =
            Balancer.start(
                server("tcp", true, "off", "algorithm = \"ip-hash\"\n" + backends.toml()))) {
      for (int i = 0; i < 3; i++) {
        String first = Wire.say(balancer.port(), LINE + "hello");
        assertThat(Wire.say(balancer.port(), LINE + "hello")).isEqualTo(first);
      }
      long different =
          IntStream.range(0, 30)
              .mapToObj(i -> say(balancer, LINE.replace("113.7", "113." + i) + "hello"))
              .distinct()
              .count();
      assertThat(different).isGreaterThan(1);
    }
  }

  private static String say(Balancer balancer, String text) {
    try {
      return Wire.say(balancer.port(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
