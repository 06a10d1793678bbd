package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonObject;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS with peers that are not ours: curl and OpenSSL as clients. */
class TlsIT {

  @TempDir private Path folder;
  private Certificates certificates;

  @BeforeEach
  void issue() throws Exception {
    certificates = Certificates.in(folder, "ca");
    certificates.issue("edge", "edge.example");
    certificates.issue("other", "other.example");
    certificates.issue("backend", "backend.internal");
    certificates.issue("client", "client.example");
  }

  private String path(String file) {
    return folder.resolve(file).toString();
  }

  /** A server that ends TLS with two certificates, and more keys of it and its rule. */
  private String server(String protocol, String tls, String forward) {
    return """
        [[server]]
        name = "edge"
        listen = "127.0.0.1:0"
        protocol = "%s"

        [server.tls]
        certificates = [
            { cert = "%s", key = "%s" },
            { cert = "%s", key = "%s" },
        ]
        %s

        [[server.forward]]
        %s
        """
        .formatted(
            protocol,
            path("edge.pem"),
            path("edge.key"),
            path("other.pem"),
            path("other.key"),
            tls,
            forward);
  }

  private Backends overTls() {
    String[] options = {"--tls-cert", path("backend.pem"), "--tls-key", path("backend.key")};
    return Backends.http(1, options);
  }

  private String poolTls() {
    return "tls = { ca = \"%s\", server-name = \"backend.internal\" }".formatted(path("ca.pem"));
  }

  private static void need(String program) {
    boolean installed =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(bin -> Files.isExecutable(Path.of(bin, program)));
    assumeTrue(installed, program + " is not installed");
  }

  /** What curl says: the body, and on the last line the status and HTTP's version. */
  private Program curl(int port, String host, String target, String... options) {
    need("curl");
    List<String> command = new ArrayList<>();
    command.addAll(List.of("curl", "--silent", "--show-error", "--max-time", "20"));
    command.addAll(
        List.of("--cacert", path("ca.pem"), "--resolve", host + ":" + port + ":127.0.0.1"));
    command.addAll(List.of("--write-out", "\n%{http_code} %{http_version}\n"));
    command.addAll(List.of(options));
    command.add("https://" + host + ":" + port + target);
    return Program.start("curl", new ProcessBuilder(command));
  }

  @Test
  void endsTheTlsOfHttpClients() {
    String sticky = "\nsticky = { cookie = \"S\" }";
    try (Backends backends = Backends.http(1);
        Balancer balancer = Balancer.start(server("http", "", backends.toml() + sticky))) {
      for (String host : List.of("edge.example", "other.example")) {
        for (String version : List.of("2", "1.1")) {
          try (Program curl =
              curl(balancer.port(), host, "/whoami", "--include", "--http" + version)) {
            assertThat(curl.exitCode()).as(curl.err().toString()).isZero();
            assertThat(curl.out().toString())
                .containsIgnoringCase("x-forwarded-proto")
                .contains("https", "; Secure")
                .endsWith("200 " + version);
          }
        }
      }
      // A name that is in no certificate gets the first, which curl does not take for it.
      try (Program curl = curl(balancer.port(), "third.example", "/")) {
        assertThat(curl.exitCode()).isEqualTo(60);
      }
      assertThat(balancer.program().err().toString()).contains("edge: TLS by ");
    }
  }

  @Test
  void speaksTlsOnBothSidesAndChecksHealthOverIt() {
    String rule = Backends.toml(0) + "\n" + poolTls();
    try (Backends backends = overTls();
        Balancer balancer =
            Balancer.start(
                server(
                    "http",
                    "min-version = \"TLSv1.3\"",
                    rule.replace(":0", ":" + backends.port(0))
                        + "\nhealth = { type = \"http\", path = \"/healthz\", interval = \"1s\" }"))) {
      balancer.awaitState(backends.port(0), "up");
      try (Program curl = curl(balancer.port(), "edge.example", "/")) {
        assertThat(curl.exitCode()).as(curl.err().toString()).isZero();
        assertThat(curl.out().toString()).contains("Hi from server " + backends.port(0));
      }
      try (Program curl = curl(balancer.port(), "edge.example", "/", "--tls-max", "1.2")) {
        assertThat(curl.exitCode()).isNotZero();
      }
    }
  }

  @Test
  void answers503ForABackendThatItCannotTrust() {
    try (Backends backends = overTls();
        Balancer balancer =
            Balancer.start(
                server(
                    "http",
                    "",
                    backends.toml() + "\n" + poolTls().replace("backend.", "wrong.")))) {
      try (Program curl = curl(balancer.port(), "edge.example", "/")) {
        assertThat(curl.exitCode()).isZero();
        assertThat(curl.out().toString()).contains("all-backends-down").endsWith("503 2");
      }
      balancer.program().err().await("tls-certificate-rejected");
    }
  }

  @Test
  void asksClientsForCertificates() {
    String tls = "client-auth = \"require\"\nclient-ca = \"%s\"".formatted(path("ca.pem"));
    try (Backends backends = Backends.http(1);
        Balancer balancer = Balancer.start(server("http", tls, backends.toml()))) {
      try (Program curl =
          curl(
              balancer.port(),
              "edge.example",
              "/",
              "--cert",
              path("client.pem"),
              "--key",
              path("client.key"))) {
        assertThat(curl.exitCode()).as(curl.err().toString()).isZero();
        assertThat(curl.out().toString()).endsWith("200 2");
      }
      try (Program curl = curl(balancer.port(), "edge.example", "/")) {
        assertThat(curl.exitCode()).isNotZero();
      }
      List<JsonObject> log = balancer.accessLog(2);
      assertThat(log.get(1).getString("result")).isEqualTo("tls-handshake-failed");
    }
  }

  @Test
  void takesOverRenewedCertificates() throws Exception {
    try (Backends backends = Backends.http(1);
        Balancer balancer = Balancer.start(server("http", "", backends.toml()))) {
      certificates.issue("edge", "renewed.example");
      balancer.program().err().await("edge: took over changed TLS certificates");
      try (Program curl = curl(balancer.port(), "renewed.example", "/")) {
        assertThat(curl.exitCode()).as(curl.err().toString()).isZero();
      }
      Files.writeString(folder.resolve("edge.key"), "nothing");
      balancer.program().err().await("edge: keeping the former TLS certificates: ");
      try (Program curl = curl(balancer.port(), "renewed.example", "/")) {
        assertThat(curl.exitCode()).as(curl.err().toString()).isZero();
      }
    }
  }

  @Test
  void relaysTcpBetweenTlsAndTls() throws Exception {
    need("openssl");
    try (Backends backends =
            Backends.tcp(
                1,
                "--tcp-mode",
                "echo",
                "--tls-cert",
                path("backend.pem"),
                "--tls-key",
                path("backend.key"));
        Balancer balancer = Balancer.start(server("tcp", "", backends.toml() + "\n" + poolTls()));
        Program client =
            Program.start(
                "openssl",
                new ProcessBuilder(
                        "openssl",
                        "s_client",
                        "-quiet",
                        "-verify_return_error",
                        "-verify_hostname",
                        "other.example",
                        "-servername",
                        "other.example",
                        "-CAfile",
                        path("ca.pem"),
                        "-connect",
                        "127.0.0.1:" + balancer.port())
                    .redirectInput(
                        Files.writeString(folder.resolve("input"), "Hello\n").toFile()))) {
      client.out().await("Hello");
    }
  }
}
