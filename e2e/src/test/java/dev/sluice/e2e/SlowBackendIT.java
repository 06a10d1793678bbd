package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three backends and one that is ten times slower: what it costs, for real and simulated.
 *
 * <p>What is measured is a peak-sensitive average, which a stall of the machine raises for ten
 * seconds and more. So even the fast backends take much longer than machines that run tests stall.
 * The warm-up covers the first answers of the slow one; until then nothing is known of it.
 */
class SlowBackendIT {

  private static final List<String> ALGORITHMS =
      List.of("round-robin", "power-of-two", "least-latency");
  private static final List<String> SHEDDING = List.of("power-of-two", "least-latency");
  private static final String WITHOUT = "without the slow one";
  private static final String RATE = "100";

  @Test
  void theSimulationOrdersAlgorithmsAsTheyAreReallyOrdered(@TempDir Path folder)
      throws IOException {
    try (Backends fast = Backends.http(3, "--latency", "200ms", "--jitter", "20ms");
        Backends slow = Backends.http(1, "--latency", "2s", "--jitter", "200ms")) {
      String config = config(fast, slow);
      Map<String, JsonObject> real = new LinkedHashMap<>();
      try (Balancer balancer = Balancer.start("128m", config)) {
        Load.run("-n", "1000", "-c", "20", balancer.httpUrl(0)); // so that no run meets it cold
        real.put(WITHOUT, load(balancer, 0));
        for (int i = 0; i < ALGORITHMS.size(); i++) {
          real.put(ALGORITHMS.get(i), load(balancer, i + 1));
        }
      }
      Map<String, Double> simulated = simulate(folder, config, slow);
      report(real, simulated, slow);

      assertThat(share(real.get("round-robin"), slow)).isBetween(0.24, 0.26);
      for (String algorithm : SHEDDING) {
        assertThat(share(real.get(algorithm), slow)).as(algorithm).isLessThan(0.15);
        assertThat(p(99, real.get(algorithm)))
            .as("real p99 of %s", algorithm)
            .isLessThanOrEqualTo(2 * p(99, real.get(WITHOUT)))
            .isLessThan(p(99, real.get("round-robin")));
        assertThat(simulated.get(algorithm))
            .as("simulated p99 of %s", algorithm)
            .isLessThanOrEqualTo(2 * simulated.get(WITHOUT))
            .isLessThan(simulated.get("round-robin"));
      }
    }
  }

  private static String config(Backends fast, Backends slow) {
    int[] all =
        IntStream.concat(
                fast.ports().stream().mapToInt(Integer::intValue), IntStream.of(slow.port(0)))
            .toArray();
    StringBuilder config = new StringBuilder(Balancer.http(fast));
    config.append("algorithm = \"power-of-two\"\n\n");
    for (String algorithm : ALGORITHMS) {
      config.append(Balancer.http(all)).append("algorithm = \"" + algorithm + "\"\n\n");
    }
    return config.toString();
  }

  private static JsonObject load(Balancer balancer, int server) {
    JsonObject figures =
        Load.run("-r", RATE, "-c", "200", "--warmup", "5s", "-d", "8s", balancer.httpUrl(server));
    assertThat(figures.getJsonObject("errors").getMap()).isEmpty();
    return figures;
  }

  /** The p99 of each algorithm, and that of power-of-two without the slow backend. */
  private static Map<String, Double> simulate(Path folder, String config, Backends slow)
      throws IOException {
    String slowed = "127.0.0.1:" + slow.port(0) + "=2s~115ms";
    Map<String, Double> p99 = simulate(folder, config, "127.0.0.1:0#2.1", "200ms~12ms", slowed);
    p99.put(WITHOUT, simulate(folder, config, "127.0.0.1:0.1", "200ms~12ms").get("power-of-two"));
    return p99;
  }

  private static Map<String, Double> simulate(
      Path folder, String config, String pool, String... latencies) throws IOException {
    Path json = folder.resolve("simulated.json");
    List<String> args = new ArrayList<>(List.of("simulate", "--pool", pool));
    Collections.addAll(args, "--config", Balancer.file(config).toString());
    Collections.addAll(args, "--arrivals", RATE + "/s", "--backend-concurrency", "1000");
    Collections.addAll(args, "--json", json.toString());
    for (String latency : latencies) {
      Collections.addAll(args, "--backend-latency", latency);
    }
    try (Program simulation = Program.start("balancer", "256m", args.toArray(String[]::new))) {
      assertThat(simulation.exitCode()).as("%s", simulation.err()).isZero();
    }
    JsonArray algorithms = new JsonObject(Files.readString(json)).getJsonArray("algorithms");
    Map<String, Double> p99 = new LinkedHashMap<>();
    for (int i = 0; i < algorithms.size(); i++) {
      JsonObject one = algorithms.getJsonObject(i);
      p99.put(one.getString("algorithm"), p(99, one));
    }
    return p99;
  }

  private static void report(
      Map<String, JsonObject> real, Map<String, Double> simulated, Backends slow)
      throws IOException {
    StringBuilder lines = new StringBuilder("algorithm: p50, p90, p99 ms, share; simulated p99\n");
    real.forEach(
        (name, figures) ->
            lines.append(
                "%s: %.1f, %.1f, %.1f, %.3f; %s%n"
                    .formatted(
                        name,
                        p(50, figures),
                        p(90, figures),
                        p(99, figures),
                        share(figures, slow),
                        simulated.getOrDefault(name, Double.NaN))));
    Files.writeString(Program.ROOT.resolve("e2e/target/slow-backend.txt"), lines);
  }

  private static double p(int percentile, JsonObject figures) {
    return figures.getJsonObject("latency_ms").getDouble("p" + percentile);
  }

  private static double share(JsonObject figures, Backends slow) {
    JsonObject spread = figures.getJsonObject("by_backend");
    long all = spread.stream().mapToLong(e -> ((Number) e.getValue()).longValue()).sum();
    return spread.getLong(slow.name(), 0L) / (double) all;
  }
}
