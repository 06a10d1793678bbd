package dev.sluice.bench.harness.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.harness.measure.Measure;
import dev.sluice.bench.harness.measure.Results;
import dev.sluice.bench.harness.measure.Sample;
import dev.sluice.bench.harness.os.Cores;
import dev.sluice.bench.harness.os.Machine;
import dev.sluice.bench.harness.run.Bench.Outcome;
import dev.sluice.bench.harness.run.Journal;
import dev.sluice.bench.harness.run.Lineup;
import dev.sluice.bench.harness.run.Pace;
import dev.sluice.bench.harness.run.Scenario;
import java.io.StringReader;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

final class PageTest {

  private static final Setting SETTING =
      new Setting(
          "2026-01-31",
          new Machine("Some CPU", 2, "Linux 6.1", new Cores(List.of(0), List.of(1)), 0.25),
          List.of("HAProxy version 9.9"),
          new Pace(3, 5, 4, 4000));

  private final Journal journal = new Journal(text -> {});
  private final Results results = new Results();

  @Test
  void printsMediansAndTheRatioToTheBestPeer() {
    add("sluice", 10, 30, 12);
    add("haproxy", 8, 20, 16);
    add("nginx", 10, 30, 12);

    assertThat(Page.text(outcome()))
        .contains("| contender | CPU µs per request | requests/s |")
        .containsPattern("\\| sluice +\\| +12\\.00 \\| +100 \\|.* 1\\.25 \\|\n")
        .containsPattern("\\| haproxy +\\| +16\\.00 \\|.* +\\|\n")
        .contains(
            "- sluice, CPU µs per request: 1.25 × (rounds 0.75 to 1.50);"
                + " the aim is at most 1.0 × HAProxy's")
        .doesNotContain("Skipped", "Failed");
  }

  @Test
  void namesMachineVersionsAndAllRounds() {
    add("sluice", 10, 30, 12);
    add("haproxy", 8, 20);
    journal.note("sluice runs on epoll");

    assertThat(Page.markdown(outcome(), SETTING, "tcp.svg"))
        .startsWith("# tcp, 2026-01-31\n")
        .contains("](tcp.svg)")
        .contains("Some CPU; 2 cores; Linux 6.1; the proxy pinned to core 0")
        .contains("load average before it began was 0.25.\n")
        .contains("3 rounds of 5 s")
        .contains("- HAProxy version 9.9\n")
        .contains("- sluice runs on epoll\n")
        .containsPattern("\\| sluice +\\| 10\\.00 \\| 30\\.00 \\| 12\\.00 \\|")
        .containsPattern("\\| haproxy +\\| +8\\.00 \\| 20\\.00 \\| +– \\|")
        .endsWith("- sluice runs on epoll\n");
  }

  @Test
  void saysWhenTheMachineWasBusy() {
    Machine busy = new Machine("Some CPU", 1, "Linux 6.1", new Cores(List.of(), List.of()), 3);

    assertThat(
            Page.markdown(
                outcome(), new Setting("2026-01-31", busy, List.of(), SETTING.pace()), "tcp.svg"))
        .contains("was 3.00: other programs ran, so figures are for shape only.")
        .contains("nothing pinned");
  }

  @Test
  void namesWhoWasSkippedAndWhatFailed() {
    add("sluice", 10);
    journal.skip("nginx", "not installed (package nginx)");
    journal.fail("haproxy did not start: no");

    assertThat(Page.text(outcome()))
        .contains("## Skipped\n\n- nginx: not installed (package nginx)\n")
        .contains("## Failed\n\n- haproxy did not start: no\n")
        .contains("no peer to compare with")
        .containsPattern("\\| sluice .* – \\|\n");
  }

  @Test
  void drawsABarForEachContender() throws Exception {
    add("sluice", 10, 30, 12);
    add("a<b&c", 8, 16, 15);

    Document svg =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(Chart.svg(outcome()))));

    assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
    // A rectangle for the page, one for each bar, the widest of which belongs to the larger median.
    assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(3);
    assertThat(width(svg, 2)).isGreaterThan(width(svg, 1)).isLessThanOrEqualTo(510);
    assertThat(svg.getDocumentElement().getTextContent())
        .contains("small GET: CPU µs per request; less is better", "a<b&c", "12.00", "15.00");
  }

  @Test
  void drawsNothingWhenNothingWasMeasured() throws Exception {
    String svg = Chart.svg(outcome());

    assertThat(svg).contains("small GET").doesNotContain("NaN");
    assertThat(Page.text(outcome())).contains("| contender |");
  }

  @Test
  void padsByCharactersThatAreSeen() {
    assertThat(Columns.markdown(List.of(List.of("µs", "n"), List.of("ab", "1,000"))))
        .isEqualTo("| µs  |     n |\n| --- | ----: |\n| ab  | 1,000 |\n");
  }

  private static double width(Document svg, int rectangle) {
    return Double.parseDouble(
        svg.getElementsByTagName("rect")
            .item(rectangle)
            .getAttributes()
            .getNamedItem("width")
            .getNodeValue());
  }

  private void add(String name, double... costs) {
    for (int round = 0; round < costs.length; round++) {
      Map<Measure, Double> values = new EnumMap<>(Measure.class);
      values.put(Measure.CPU_PER_REQUEST, costs[round]);
      values.put(Measure.REQUEST_RATE, 100.0);
      results.add(name, round, new Sample(values));
    }
  }

  private Outcome outcome() {
    return new Outcome(
        Scenario.TCP,
        Lineup.of(Scenario.TCP, List.of("auto")),
        Map.of(Scenario.TCP.cases().get(0), results),
        journal);
  }
}
