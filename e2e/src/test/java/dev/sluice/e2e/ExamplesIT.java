package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The shipped examples do what their README says. */
class ExamplesIT {

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(Example.FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".toml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void isValidAndInTheReadme(Path example) throws IOException {
    try (Program check =
        Program.start("balancer", "64m", "check", "--config", example.toString())) {
      assertThat(check.exitCode()).as("%s", check.err()).isZero();
      assertThat(check.out().all()).containsExactly(example + ": ok");
    }
    assertThat(Files.readString(Example.FOLDER.resolve("README.md")))
        .contains("## " + example.getFileName())
        .contains("[" + example.getFileName() + "](" + example.getFileName() + ")");
  }

  @Test
  void tcpRoundRobinAsksEachInTurn() throws IOException {
    Example example = Example.named("tcp-round-robin.toml");
    try (Backends backends = Backends.tcp(3);
        Balancer balancer =
            Balancer.start(example.servers(8200).backends(backends, 8080, 8081, 8082).toml())) {
      assertThat(Load.printed(balancer.tcpUrl()))
          .startsWith(backends.greetings(10).toArray(String[]::new));
    }
  }

  @Test
  void tcpTenRequestsPrintsAnswersAndTheirSpread() throws IOException {
    Example example = Example.named("tcp-ten-requests.toml");
    try (Backends backends = Backends.tcp(3);
        Balancer balancer =
            Balancer.start(example.servers(8080).backends(backends, 8088, 8077, 8070).toml())) {
      List<String> printed = Load.printed("-n", "10", balancer.tcpUrl());
      assertThat(printed).startsWith(backends.greetings(10).toArray(String[]::new));
      assertThat(String.join("\n", printed))
          .contains("10 requests in ", ": 10 ok, 0 errors")
          .containsPattern("server-" + backends.port(0) + " +4 +40\\.0 %")
          .containsPattern("server-" + backends.port(1) + " +3 +30\\.0 %")
          .containsPattern("server-" + backends.port(2) + " +3 +30\\.0 %");
    }
  }

  @Test
  void httpComposeServesOverHttp() throws IOException {
    Example example = Example.named("http-compose.toml");
    try (Backends backends = Backends.http(3);
        Balancer balancer =
            Balancer.start(example.servers(8080).backends(backends, 9001, 9002, 9003).toml())) {
      List<String> answers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        answers.add(Wire.get(balancer.port(), "/").text().strip());
      }
      assertThat(answers).isEqualTo(backends.greetings(6));
      assertThat(Wire.get(balancer.port(), "/whoami").json().getJsonObject("headers").getMap())
          .containsKey("via");
    }
  }

  @Test
  void weightedMappingsKeepsToTheWeightsAndLosesNoRequest() throws IOException {
    Example example = Example.named("weighted-mappings.toml");
    String[] guarded = {"--require-header", "Via: 1.1 sluice"};
    try (Backends first = Backends.http(1, guarded);
        Backends others = Backends.http(4, guarded)) {
      List<Integer> ports = new ArrayList<>(first.ports());
      ports.addAll(others.ports());
      Example moved = example.servers(24003, 24004).backends(ports, 9001, 9002, 9003, 9004, 9005);
      try (Balancer balancer = Balancer.start(moved.toml())) {
        Answer direct = Wire.get(others.port(0), "/");
        assertThat(direct.status()).isEqualTo(403);
        assertThat(direct.text()).isEqualTo("Forbidden: Access is denied.");

        JsonObject weighted = Load.run("-n", "700", balancer.httpUrl(0));
        assertThat(weighted.getJsonObject("errors").getMap()).isEmpty();
        assertThat(weighted.getJsonObject("by_backend"))
            .isEqualTo(
                new JsonObject()
                    .put("server-" + ports.get(0), 300)
                    .put("server-" + ports.get(1), 100)
                    .put("server-" + ports.get(2), 200)
                    .put("server-" + ports.get(3), 100));

        JsonObject single = Load.run("-n", "20", balancer.httpUrl(1));
        assertThat(single.getJsonObject("by_backend"))
            .isEqualTo(new JsonObject().put("server-" + ports.get(4), 20));

        losesNothingWithout(first, balancer);
      }
    }
  }

  private static void losesNothingWithout(Backends victim, Balancer balancer) {
    try (Load load = Load.startEndless("-c", "50", balancer.httpUrl(0))) {
      balancer.awaitMoreOfTheLog(500);
      victim.kill();
      balancer.awaitState(victim.port(0), "ejected");
      balancer.awaitMoreOfTheLog(1_000);
      JsonObject figures = load.stop();
      assertThat(figures.getJsonObject("errors").getMap()).isEmpty();
      assertThat(figures.getJsonObject("status").fieldNames()).containsExactly("200");
      assertThat(figures.getJsonObject("by_backend").getLong(victim.name())).isPositive();
    }
  }

  @Test
  void leastConnectionsSparesTheSlowOne() throws IOException {
    Example example = Example.named("least-connections.toml");
    try (Backends fast = Backends.http(2);
        Backends slow = Backends.http(1, "--latency", "50ms")) {
      List<Integer> ports = List.of(fast.port(0), fast.port(1), slow.port(0));
      Example moved = example.servers(8000).backends(ports, 8081, 8082, 8083);
      try (Balancer balancer = Balancer.start(moved.toml())) {
        JsonObject figures = Load.run("-n", "1000", "-c", "10", balancer.httpUrl());
        assertThat(figures.getJsonObject("errors").getMap()).isEmpty();
        JsonObject spread = figures.getJsonObject("by_backend");
        long fewest =
            Math.min(
                spread.getLong("server-" + fast.port(0)), spread.getLong("server-" + fast.port(1)));
        assertThat(spread.getLong(slow.name(), 0L)).isPositive().isLessThan(fewest / 2);
      }
    }
  }

  @Test
  void resilientPoolFallsBackToItsBackup() throws IOException {
    Example example = Example.named("resilient-pool.toml");
    try (Backends primaries = Backends.http(3);
        Backends backup = Backends.http(1)) {
      List<Integer> ports = new ArrayList<>(primaries.ports());
      ports.addAll(backup.ports());
      Example moved = example.servers(8080).backends(ports, 9001, 9002, 9003, 9004);
      try (Balancer balancer = Balancer.start(moved.toml())) {
        for (int port : ports) {
          balancer.awaitLastState(port, "up");
        }
        for (int i = 0; i < 6; i++) {
          assertThat(Wire.get(balancer.port(), "/").header("x-backend"))
              .startsWith("server-")
              .isNotEqualTo(backup.name());
        }
        primaries.kill();
        for (int port : primaries.ports()) {
          balancer.awaitLastState(port, "down");
        }
        assertThat(Wire.get(balancer.port(), "/").header("x-backend")).isEqualTo(backup.name());
        backup.kill();
        balancer.awaitLastState(backup.port(0), "down");
        assertThat(Wire.get(balancer.port(), "/").header("x-sluice-reason"))
            .isEqualTo("all-backends-down");
      }
    }
  }

  @Test
  void dnsAsksEachNameServerInTurn() throws IOException {
    Example example = Example.named("dns.toml");
    try (Backends backends = Backends.udp(3, "--udp-mode", "dns");
        Balancer balancer =
            Balancer.start(example.servers(8053).backends(backends, 7053, 7054, 7055).toml())) {
      for (int i = 0; i < 6; i++) {
        try (DnsClient client = DnsClient.to(balancer.port())) {
          assertThat(client.askTxt()).isEqualTo("server-" + backends.port(i % 3));
        }
      }
    }
  }

  @Test
  void staticServesTheFolder(@TempDir Path folder) throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("static.toml"), Example.named("static.toml").servers(8080).toml());
    Path root = Files.createDirectory(folder.resolve("public"));
    for (String name : List.of("index.html", "style.css")) {
      Files.copy(Example.FOLDER.resolve("public").resolve(name), root.resolve(name));
    }
    try (Balancer balancer = Balancer.run(Program.SMALL_HEAP, config)) {
      Answer page = Wire.get(balancer.port(), "/");
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.header("content-type")).startsWith("text/html");
      assertThat(page.text()).isEqualTo(Files.readString(root.resolve("index.html")));
      Answer style = Wire.get(balancer.port(), "/style.css");
      assertThat(style.header("content-type")).startsWith("text/css");
      assertThat(Wire.get(balancer.port(), "/%2e%2e/static.toml").status()).isEqualTo(400);
    }
  }
}
