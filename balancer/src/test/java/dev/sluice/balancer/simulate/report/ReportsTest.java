package dev.sluice.balancer.simulate.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.Algorithm;
import dev.sluice.balancer.config.BackendConfig;
import dev.sluice.balancer.config.PoolConfig;
import dev.sluice.balancer.config.RetryConfig;
import dev.sluice.balancer.simulate.Arrivals;
import dev.sluice.balancer.simulate.BackendModel;
import dev.sluice.balancer.simulate.Clients;
import dev.sluice.balancer.simulate.Failing;
import dev.sluice.balancer.simulate.LatencyModel;
import dev.sluice.balancer.simulate.Length;
import dev.sluice.balancer.simulate.Outage;
import dev.sluice.balancer.simulate.Result;
import dev.sluice.balancer.simulate.Scenario;
import dev.sluice.balancer.simulate.Simulation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ReportsTest {

  private static final String HOSTILE = "<script>alert('&')</script>\"]]>";

  private static Comparison comparison(String pool, int backends, BackendModel model) {
    List<BackendConfig> members = new ArrayList<>();
    Map<Address, BackendModel> models = new HashMap<>();
    for (int i = 1; i <= backends; i++) {
      Address address = new Address("a", i);
      members.add(new BackendConfig(address, 1));
      models.put(address, model);
    }
    Scenario scenario =
        new Scenario(
            new PoolConfig(pool, Algorithm.MAGLEV, members),
            new Scenario.Traffic(
                Arrivals.parse("1000/s"), Length.of(500), Clients.parse("100,zipf")),
            models,
            RetryConfig.DEFAULT,
            1);
    List<Result> results =
        Arrays.stream(Algorithm.values()).map(a -> Simulation.run(scenario, a)).toList();
    return new Comparison(scenario, results);
  }

  private static Comparison usual(String pool) {
    BackendModel model =
        new BackendModel(
            LatencyModel.parse("5ms"),
            16,
            Failing.parse("0.1@1ms"),
            List.of(Outage.parse("100ms..200ms")));
    return comparison(pool, 3, model);
  }

  private static Comparison allFail() {
    BackendModel model =
        new BackendModel(LatencyModel.parse("5ms"), 16, Failing.parse("1"), List.of());
    return comparison("pool", 2, model);
  }

  private static Document parsed(String svg) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
  }

  @Test
  void theTableNamesEveryAlgorithmAndMarksThePoolsOwn() {
    String text = TextReport.of(usual("api"));
    assertThat(text)
        .startsWith("pool api: 3 backends, 500 requests at 1000/s (poisson), clients: 100 (zipf)")
        .contains("offered load: 10.4 % of what the backends can answer\n")
        .contains("\nmaglev * ")
        .doesNotContain("round-robin *")
        .contains("p99.9 ms")
        .contains("a:1   a:2   a:3\n")
        .contains("\nerrors\n\nround-robin: ");
    assertThat(text.lines().filter(line -> line.startsWith("adaptive"))).hasSize(3);
    assertThat(text.lines()).allMatch(line -> line.equals(line.stripTrailing()));
  }

  @Test
  void theTableSumsUpManyBackendsAndSaysWhenThereIsTooMuch() {
    BackendModel slow = new BackendModel(LatencyModel.parse("100ms"), 1);
    String text = TextReport.of(comparison("api", 7, slow));
    assertThat(text)
        .contains(Comparison.OVERLOAD)
        .contains("least  median  most\n")
        .doesNotContain("\nerrors\n");
  }

  @Test
  void jsonHasTheSameFigures() {
    Comparison comparison = usual("api");
    JsonObject json = new JsonObject(JsonReport.of(comparison));
    assertThat(json.getString("pool")).isEqualTo("api");
    assertThat(json.getString("algorithm")).isEqualTo("maglev");
    assertThat(json.getJsonObject("arrivals").getDouble("per_second")).isEqualTo(1000);
    JsonObject model = json.getJsonObject("backends").getJsonObject("a:2");
    assertThat(model.getString("latency")).isEqualTo("5ms~5ms");
    assertThat(model.getString("fail_latency")).isEqualTo("1ms~1ms");
    assertThat(model.getJsonArray("down"))
        .isEqualTo(new JsonArray().add(new JsonObject().put("from_s", 0.1).put("to_s", 0.2)));
    JsonArray algorithms = json.getJsonArray("algorithms");
    assertThat(algorithms).hasSize(Algorithm.values().length);
    for (int i = 0; i < algorithms.size(); i++) {
      JsonObject read = algorithms.getJsonObject(i);
      Result result = comparison.results().get(i);
      assertThat(read.getString("algorithm")).isEqualTo(result.algorithm().id());
      assertThat(read.getLong("requests")).isEqualTo(500);
      assertThat(read.getLong("answered")).isEqualTo(result.counts().answered());
      assertThat(read.getJsonObject("latency_ms").getDouble("p99"))
          .isEqualTo(result.latencies().percentile(99) / 1e6);
      assertThat(read.getJsonObject("by_backend").getJsonObject("a:1").getLong("tries"))
          .isEqualTo(result.backends().get(0).tries());
      assertThat(read.getJsonArray("changes")).hasSameSizeAs(result.changes());
    }
  }

  @Test
  void nothingAnsweredIsNoLatency() throws Exception {
    Comparison comparison = allFail();
    assertThat(TextReport.of(comparison)).contains(" -  ");
    JsonObject first =
        new JsonObject(JsonReport.of(comparison)).getJsonArray("algorithms").getJsonObject(0);
    assertThat(first.containsKey("latency_ms")).isTrue();
    assertThat(first.getValue("latency_ms")).isNull();
    assertThat(parsed(Plot.svg(comparison)).getElementsByTagName("path").getLength()).isPositive();
  }

  @Test
  void thePictureHasALineAndABarForEachAlgorithm() throws Exception {
    Document svg = parsed(Plot.svg(usual("api")));
    int algorithms = Algorithm.values().length;
    // one for the page, one for each backend and algorithm, one for each backend in the legend
    assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(1 + 3 * algorithms + 3);
    String text = svg.getDocumentElement().getTextContent();
    for (Algorithm algorithm : Algorithm.values()) {
      assertThat(text).contains(algorithm.id());
    }
    assertThat(Plot.svg(usual("api"))).contains("prefers-color-scheme: dark");
  }

  @Test
  void thePictureCopesWithManyBackends() throws Exception {
    BackendModel model = new BackendModel(LatencyModel.parse("5ms"), 16);
    Document svg = parsed(Plot.svg(comparison("api", 40, model)));
    assertThat(svg.getDocumentElement().getTextContent()).contains("and 32 more");
  }

  @Test
  void namesCannotBreakOut() throws Exception {
    Comparison comparison = usual(HOSTILE);
    assertThat(Plot.html(comparison)).doesNotContain("<script").contains("&lt;script&gt;");
    Document svg = parsed(Plot.svg(comparison));
    assertThat(svg.getElementsByTagName("script").getLength()).isZero();
    assertThat(svg.getElementsByTagName("title").item(0).getTextContent()).contains(HOSTILE);
    assertThat(new JsonObject(JsonReport.of(comparison)).getString("pool")).isEqualTo(HOSTILE);
  }

  @Test
  void filesLoadNothingFromElsewhere() {
    String files = Plot.html(usual("api")) + Plot.svg(usual("api"));
    assertThat(files.replace("http://www.w3.org/2000/svg", ""))
        .doesNotContain("http", "src=", "href=", "url(", "@import");
  }

  @Test
  void escapesEverythingThatXmlForbids() {
    assertThat(Markup.escape("a\u0000b\tc\ud800d\uffffe\u0085f")).isEqualTo("a b c d e f");
    assertThat(Markup.escape("ü 😀 <&>\"'")).isEqualTo("ü 😀 &lt;&amp;&gt;&quot;&#39;");
  }
}
