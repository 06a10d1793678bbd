package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Strict turns over several event loops. */
class RoundRobinIT {

  private static final int ROUNDS = 20;
  private static final String LOOPS =
      """
      [runtime]
      event-loops = 4

      """;

  private static Backends http;
  private static Backends tcp;

  private Balancer overHttp;
  private Balancer overTcp;

  @BeforeAll
  static void startBackends() {
    http = Backends.http(3);
    tcp = Backends.tcp(3);
  }

  @AfterAll
  static void stopBackends() {
    http.close();
    tcp.close();
  }

  @BeforeEach
  void start() {
    overHttp = Balancer.start(LOOPS + Balancer.http(http));
    overTcp = Balancer.start(LOOPS + Balancer.tcp(tcp));
  }

  @AfterEach
  void stop() {
    overHttp.close();
    overTcp.close();
  }

  @Test
  void freshConnectionsGoRoundInOrder() throws IOException {
    List<String> httpAnswers = new ArrayList<>();
    List<String> tcpAnswers = new ArrayList<>();
    for (int i = 0; i < ROUNDS * 3; i++) {
      httpAnswers.add(Wire.get(overHttp.port(), "/").text().strip());
      tcpAnswers.add(Wire.say(overTcp.port(), "Hello"));
    }
    assertThat(httpAnswers).isEqualTo(http.greetings(ROUNDS * 3));
    assertThat(tcpAnswers).isEqualTo(tcp.greetings(ROUNDS * 3));
  }

  @Test
  void manyClientsGetExactThirds() {
    assertThirds(http, Load.run("-c", "30", "-n", "3000", overHttp.httpUrl()));
    assertThirds(tcp, Load.run("-c", "30", "-n", "3000", overTcp.tcpUrl()));
  }

  private static void assertThirds(Backends backends, JsonObject figures) {
    assertThat(figures.getJsonObject("errors").getMap()).isEmpty();
    JsonObject thirds = new JsonObject();
    backends.ports().forEach(port -> thirds.put("server-" + port, 1000));
    assertThat(figures.getJsonObject("by_backend")).isEqualTo(thirds);
  }
}
