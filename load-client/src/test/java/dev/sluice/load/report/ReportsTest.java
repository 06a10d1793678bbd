package dev.sluice.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.load.stats.Summaries;
import dev.sluice.load.stats.Summary;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class ReportsTest {

  private final Summary summary = Summaries.of(3, 1, "<script>alert('x')</script>");

  @Test
  void jsonHasTheFieldsOfTheContract() {
    JsonObject json = new JsonObject(JsonReport.of(summary));
    assertThat(json.fieldNames())
        .containsExactlyInAnyOrder(
            "requests",
            "errors",
            "duration_s",
            "rps",
            "latency_ms",
            "by_backend",
            "status",
            "corrected",
            "generator_late",
            "bytes_in",
            "bytes_out");
    assertThat(json.getJsonObject("latency_ms").fieldNames())
        .containsExactly("min", "mean", "p50", "p90", "p99", "p99_9", "max");
    assertThat(json.getLong("requests")).isEqualTo(4);
    assertThat(json.getJsonObject("errors").getLong("reset")).isEqualTo(1);
    assertThat(json.getJsonObject("status").getLong("200")).isEqualTo(3);
    assertThat(json.getDouble("duration_s")).isEqualTo(0.003);
    assertThat(json.getLong("bytes_in")).isEqualTo(30);
  }

  @Test
  void jsonHasNoLatencyWithoutAnswers() {
    JsonObject latency =
        new JsonObject(JsonReport.of(Summaries.of(0, 1, "a"))).getJsonObject("latency_ms");
    assertThat(latency.containsKey("p99")).isTrue();
    assertThat(latency.getValue("p99")).isNull();
  }

  @Test
  void htmlEscapesWhatComesFromOutside() {
    String page = HtmlReport.of(summary);
    assertThat(page)
        .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;", "?a=&lt;b&gt;&amp;c")
        .contains("closed by &lt;peer&gt;")
        .doesNotContain("<script", "<peer>", "<b>");
  }

  @Test
  void htmlStandsAlone() {
    assertThat(HtmlReport.of(summary))
        .contains("prefers-color-scheme: dark", "<polyline")
        .doesNotContain("src=", "href=", "@import", "url(", "NaN", "Infinity");
    assertThat(HtmlReport.of(Summaries.of(0, 0, "a"))).doesNotContain("NaN", "Infinity");
  }

  @Test
  void textShowsSpreadAndErrors() {
    assertThat(TextReport.of(Summaries.of(3, 1, "server-9001")))
        .startsWith("4 requests in 0.00 s: 3 ok, 1 errors\n")
        .containsPattern("server-9001 +3 +100\\.0 %")
        .containsPattern("reset +1 +closed by <peer>");
  }

  @Test
  void textTakesNoOrdersForTheTerminal() {
    assertThat(TextReport.of(Summaries.of(1, 0, "a\u001b[2J"))).contains("a?[2J");
  }
}
