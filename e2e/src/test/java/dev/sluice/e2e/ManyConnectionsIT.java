package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Two thousand clients at a time. */
class ManyConnectionsIT {

  private static final int CLIENTS = 2_000;
  private static final int REQUESTS = 10_000;
  private static final String HEAP = "256m";

  // Long enough for all clients to be there at the same time.
  private static final String[] SLOW = {"--latency", "200ms"};

  @Test
  void httpClientsWithKeepAliveAreAllAnswered() {
    try (Backends backends = Backends.http(3, SLOW);
        Balancer balancer = Balancer.start(HEAP, Balancer.http(backends))) {
      assertAllAnswered(load(balancer.httpUrl()));
      assertThat(
              balancer.accessLog(REQUESTS).stream()
                  .map(line -> line.getString("client"))
                  .collect(Collectors.toSet()))
          .hasSize(CLIENTS);
    }
  }

  @Test
  void tcpClientsAreAllAnswered() {
    try (Backends backends = Backends.tcp(3, SLOW);
        Balancer balancer = Balancer.start(HEAP, Balancer.tcp(backends))) {
      assertAllAnswered(load(balancer.tcpUrl()));
      assertThat(balancer.accessLog(CLIENTS)).hasSize(CLIENTS);
    }
  }

  private static JsonObject load(String url) {
    return Load.run(
        "-c", "" + CLIENTS, "-n", "" + REQUESTS, "--keepalive", "--timeout", "30s", url);
  }

  private static void assertAllAnswered(JsonObject figures) {
    assertThat(figures.getJsonObject("errors").getMap()).isEmpty();
    assertThat(figures.getInteger("requests")).isEqualTo(REQUESTS);
  }
}
