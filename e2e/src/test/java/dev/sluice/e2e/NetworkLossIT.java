package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** The network to one of three backends is cut: nothing is refused, everything is lost. */
class NetworkLossIT {

  private static final int PORT = 9001;

  @Test
  void aBackendBehindACutLinkLosesNothingAndComesBack() {
    try (Namespace network = Namespace.create();
        Program far = network.backend(PORT, "--latency", "20ms", "--name", "far");
        Backends near = Backends.http(2, "--latency", "20ms");
        Balancer balancer = Balancer.start(config(network.address() + ":" + PORT, near));
        Load load = Load.startEndless("-c", "50", balancer.httpUrl())) {
      balancer.awaitMoreOfTheLog(200);
      network.cut();
      assertThat(balancer.awaitState(network.address() + ":" + PORT, "ejected"))
          .containsPattern("\\d{2}:\\d{2}:\\d{2}")
          .containsPattern("pool \\S+: backend");
      network.mend();
      balancer.awaitState(network.address() + ":" + PORT, "up");
      // More than are answered while the last one waits that went to the cut link.
      balancer.awaitMoreOfTheLog(4_000);
      JsonObject figures = load.stop();
      assertThat(figures.getJsonObject("errors").getMap()).isEmpty();
      assertThat(figures.getJsonObject("status").fieldNames()).containsExactly("200");
      assertThat(figures.getJsonObject("by_backend").getLong("far")).isPositive();
      assertThat(far.alive()).isTrue();
    }
  }

  private static String config(String far, Backends near) {
    return """
    [[server]]
    listen = "127.0.0.1:0"
    protocol = "http"
    timeouts = { connect = "1s" }

    [[server.forward]]
    backends = [
        { address = "127.0.0.1:%d" }, { address = "%s" }, { address = "127.0.0.1:%d" },
    ]
    retry = { on = ["connect-failure", "reset", "timeout"], per-try-timeout = "1500ms" }
    outlier = { ejection-time = "1s" }
    """
        .formatted(near.port(0), far, near.port(1));
  }
}
