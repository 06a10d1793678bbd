package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** UDP servers in front of name servers, asked by dig and by a client of our own. */
class UdpIT {

  private static final String DIG = "dig (package dnsutils or bind9-dnsutils)";

  private static String udp(Backends backends, String more) {
    return """
        [[server]]
        listen = "127.0.0.1:0"
        protocol = "udp"
        %s
        [[server.forward]]
        %s
        """
        .formatted(more, backends.toml());
  }

  /** What one run of dig prints: the text without quotes, or why there was no answer. */
  private static String dig(int port) {
    ProcessBuilder command =
        new ProcessBuilder(
            List.of(
                "dig",
                "@127.0.0.1",
                "-p",
                String.valueOf(port),
                "+short",
                "+tries=1",
                "+time=10",
                "www.example.com",
                "TXT"));
    try (Program dig = Program.start("dig", command)) {
      dig.exitCode();
      return String.join("\n", dig.out().all()).replace("\"", "");
    }
  }

  private static void assumeDig() {
    try (Program dig = Program.start("dig", new ProcessBuilder("dig", "-v"))) {
      Assumptions.assumeTrue(dig.exitCode() == 0, DIG + " does not run here");
    } catch (java.io.UncheckedIOException missing) {
      Assumptions.abort(DIG + " is not installed: " + missing.getMessage());
    }
  }

  private static List<String> names(Backends backends, int queries) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < queries; i++) {
      names.add("server-" + backends.port(i % backends.ports().size()));
    }
    return names;
  }

  @Test
  void digIsAnsweredByEachNameServerInTurn() {
    assumeDig();
    try (Backends backends = Backends.udp(3, "--udp-mode", "dns");
        Balancer balancer = Balancer.start(udp(backends, ""))) {
      List<String> answers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        answers.add(dig(balancer.port()));
      }
      assertThat(answers).isEqualTo(names(backends, 6));
    }
  }

  @Test
  void digIsAnsweredAtOnceAfterANameServerWasKilled() {
    assumeDig();
    try (Backends victim = Backends.udp(1, "--udp-mode", "dns");
        Backends rest = Backends.udp(2, "--udp-mode", "dns");
        Balancer balancer =
            Balancer.start(
                "[[server]]\nlisten = \"127.0.0.1:0\"\nprotocol = \"udp\"\n[[server.forward]]\n"
                    + Backends.toml(victim.port(0), rest.port(0), rest.port(1)))) {
      assertThat(dig(balancer.port())).isEqualTo(victim.name());
      victim.kill();
      for (int i = 0; i < 20; i++) {
        assertThat(dig(balancer.port())).isIn("server-" + rest.port(0), "server-" + rest.port(1));
      }
      balancer.awaitState(victim.port(0), "ejected");
    }
  }

  @Test
  void aClientStaysWithItsNameServerUntilItIsIdle() throws IOException {
    try (Backends backends = Backends.udp(2, "--udp-mode", "dns");
        Balancer balancer = Balancer.start(udp(backends, "timeouts = { client-idle = \"3s\" }"));
        DnsClient one = DnsClient.to(balancer.port());
        DnsClient other = DnsClient.to(balancer.port())) {
      for (int i = 0; i < 5; i++) {
        assertThat(one.askTxt()).isEqualTo("server-" + backends.port(0));
        assertThat(other.askTxt()).isEqualTo("server-" + backends.port(1));
      }
      for (JsonObject line : balancer.accessLog(2)) {
        assertThat(line.getString("type")).isEqualTo("udp");
        assertThat(line.getString("result")).isEqualTo("idle");
        assertThat(line.getInteger("datagrams-received")).isEqualTo(5);
        assertThat(line.getInteger("datagrams-sent")).isEqualTo(5);
        assertThat(line.getLong("sent")).isGreaterThan(line.getLong("received"));
      }
    }
  }

  /** It answers still, but says that it is down: its clients have to go elsewhere. */
  @Test
  void aClientLeavesANameServerThatIsDown() throws IOException {
    List<String> first = List.of("udp://127.0.0.1:0", "http://127.0.0.1:0");
    try (Backends down = Backends.on(first, "--udp-mode", "dns")) {
      int health = down.port(1);
      List<String> second = List.of("udp://127.0.0.2:0", "http://127.0.0.2:" + health);
      try (Backends up = Backends.on(second, "--udp-mode", "dns");
          Balancer balancer = Balancer.start(checked(down.port(0), up.port(0), health));
          DnsClient client = DnsClient.to(balancer.port())) {
        balancer.awaitLastState(down.port(0), "up");
        balancer.awaitState("127.0.0.2:" + up.port(0), "up");
        assertThat(client.askTxt()).isEqualTo(down.name());
        assertThat(Wire.post(health, "/healthz/down", "").status()).isEqualTo(200);
        balancer.awaitLastState(down.port(0), "down");
        assertThat(client.askTxt()).isEqualTo(up.name());
        assertThat(balancer.accessLog(1).get(0).getString("result")).isEqualTo("backend-down");
      }
    }
  }

  private static String checked(int one, int other, int health) {
    return """
        [[server]]
        listen = "127.0.0.1:0"
        protocol = "udp"
        [[server.forward]]
        backends = [{ address = "127.0.0.1:%d" }, { address = "127.0.0.2:%d" }]
        health = { type = "http", path = "/healthz", port = %d, interval = "200ms", fall = 1 }
        """
        .formatted(one, other, health);
  }

  @Test
  void hasSessionsAgainAfterItHadNoMoreSockets() throws IOException {
    int files = 150;
    List<DnsClient> crowd = new ArrayList<>();
    try (Backends backends = Backends.udp(2, "--udp-mode", "dns");
        Balancer balancer =
            Balancer.startWithFewFiles(
                files, udp(backends, "timeouts = { client-idle = \"2s\" }"));
        DnsClient first = DnsClient.to(balancer.port())) {
      assertThat(first.askTxt()).isEqualTo("server-" + backends.port(0));
      for (int i = 0; i < files; i++) {
        DnsClient client = DnsClient.to(balancer.port());
        crowd.add(client);
        client.send();
      }
      Await.until(
          "some had no socket",
          () ->
              balancer.accessLog().stream()
                  .anyMatch(line -> line.getString("result").equals("no-socket")));
      // All who had one become idle; no backend was blamed.
      Await.until("all are gone", () -> balancer.accessLog().size() >= files + 1);
      for (DnsClient client : crowd) {
        client.close();
      }
      try (DnsClient later = DnsClient.to(balancer.port())) {
        assertThat(later.askTxt()).startsWith("server-");
      }
      assertThat(balancer.program().err().matching(line -> line.contains("ejected"))).isEmpty();
      assertThat(balancer.program().err().matching(line -> line.contains("internal error")))
          .isEmpty();
    }
  }

  @Test
  void endsInGoodTimeThoughSessionsAreOpen() throws IOException {
    try (Backends backends = Backends.udp(1, "--udp-mode", "dns");
        Balancer balancer = Balancer.start(udp(backends, ""));
        DnsClient client = DnsClient.to(balancer.port())) {
      client.askTxt();
      balancer.program().terminate();
      assertThat(balancer.program().exitCode()).isIn(0, 143);
      assertThat(balancer.accessLog(1).get(0).getString("result")).isEqualTo("idle");
    }
  }
}
