package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** TLS that only its ends can read, routed by what the client says first. */
class TlsPassthroughIT {

  private static Certificate certificateA;
  private static Certificate certificateB;
  private static Backends a;
  private static Backends b;
  private static Backends plain;
  private static Balancer balancer;

  @BeforeAll
  static void start() {
    certificateA = Certificate.of("a.example");
    certificateB = Certificate.of("b.example");
    a = tls("backend-a", certificateA);
    b = tls("backend-b", certificateB);
    plain = Backends.http(1, "--name", "plain");
    balancer =
        Balancer.start(
            """
            [[server]]
            listen = "127.0.0.1:0"

            [[server.forward]]
            name = "a"
            sni = ["a.example", "*.a.example"]
            %s

            [[server.forward]]
            name = "b"
            sni = "b.example"
            %s

            [[server.forward]]
            name = "acme"
            alpn = "acme-tls/1"
            %s

            [[server.forward]]
            name = "rest"
            %s

            [[server]]
            name = "impatient"
            listen = "127.0.0.1:0"

            [server.timeouts]
            client-header = "500ms"

            [[server.forward]]
            sni = "a.example"
            %s
            """
                .formatted(a.toml(), b.toml(), b.toml(), plain.toml(), a.toml()));
  }

  private static Backends tls(String name, Certificate certificate) {
    return Backends.on(
        List.of("http://127.0.0.1:0"),
        "--name",
        name,
        "--tls-cert",
        certificate.file().toString(),
        "--tls-key",
        certificate.key().toString());
  }

  @AfterAll
  static void stop() {
    List.of(balancer, a, b, plain).forEach(TlsPassthroughIT::close);
  }

  private static void close(AutoCloseable one) {
    try {
      one.close();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static JsonObject curl(String host, Certificate trusted, String... options) {
    int port = balancer.port();
    List<String> command =
        new ArrayList<>(
            List.of(
                "curl",
                "-sS",
                "--resolve",
                host + ":" + port + ":127.0.0.1",
                "--cacert",
                trusted.file().toString()));
    command.addAll(List.of(options));
    command.add("https://" + host + ":" + port + "/whoami");
    return new JsonObject(Command.output(command.toArray(String[]::new)));
  }

  /** What openssl tells of the handshake. */
  private static String handshake(String... options) {
    List<String> command =
        new ArrayList<>(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + balancer.port()));
    command.addAll(List.of(options));
    return Command.output(command.toArray(String[]::new));
  }

  @Test
  void theNameChoosesTheBackendWhoseCertificateTheClientSees() {
    JsonObject first = curl("a.example", certificateA);
    assertThat(first.getString("server")).isEqualTo("backend-a");
    assertThat(first.getJsonObject("tls").getString("sni")).isEqualTo("a.example");
    // Untouched: the two ends have agreed on it between them.
    assertThat(first.getString("version")).isEqualTo("HTTP/2");
    JsonObject second = curl("b.example", certificateB, "--http1.1", "--tlsv1.2");
    assertThat(second.getString("server")).isEqualTo("backend-b");
    assertThat(second.getString("version")).isEqualTo("HTTP/1.1");
  }

  @Test
  void namesAreMatchedWithoutRegardToCaseAndByWildcard() {
    assertThat(handshake("-servername", "X.A.Example")).contains("CN = a.example");
    assertThat(handshake("-servername", "B.EXAMPLE", "-tls1_2")).contains("CN = b.example");
  }

  @Test
  void aProtocolChoosesTooAndIsAgreedOnWithTheBackend() {
    assertThat(handshake("-servername", "a.example", "-alpn", "h2,http/1.1"))
        .contains("CN = a.example")
        .contains("ALPN protocol: h2");
    assertThat(handshake("-servername", "a.example", "-alpn", "http/1.1"))
        .contains("ALPN protocol: http/1.1");
    assertThat(handshake("-servername", "c.example", "-alpn", "acme-tls/1,h2"))
        .contains("CN = b.example");
    assertThat(handshake("-noservername", "-alpn", "acme-tls/1,h2")).contains("CN = b.example");
  }

  @Test
  void whatIsNoTlsGoesToTheRuleWithoutAName() throws IOException {
    Answer answer = Wire.get(balancer.port(), "/whoami");
    assertThat(answer.header("x-backend")).isEqualTo("plain");
  }

  @Test
  void aClientThatNeverSaysAllIsClosed() throws IOException {
    try (Wire wire = Wire.to(balancer.port(1))) {
      // The beginning of a record of 512 bytes.
      assertThat(wire.send("\u0016\u0003\u0001\u0002\u0000\u0001\u0000").ended()).isTrue();
    }
    assertThat(balancer.accessLog("impatient", 1).get(0).getString("result"))
        .isEqualTo("client-timeout");
  }

  @Test
  void aLargeDownloadComesThroughWhole() {
    String out =
        Command.output(
            "curl",
            "-sS",
            "--resolve",
            "a.example:" + balancer.port() + ":127.0.0.1",
            "--cacert",
            certificateA.file().toString(),
            "-o",
            "/dev/null",
            "-w",
            "%{size_download} %{ssl_verify_result}",
            "https://a.example:" + balancer.port() + "/bytes/20000000");
    assertThat(out.strip()).isEqualTo("20000000 0");
  }
}
