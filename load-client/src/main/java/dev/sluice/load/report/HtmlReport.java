package dev.sluice.load.report;

import dev.sluice.load.stats.Latency;
import dev.sluice.load.stats.Series;
import dev.sluice.load.stats.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report as one web page that loads nothing from elsewhere. */
public final class HtmlReport {

  private static final String STYLE =
      """
      :root { color-scheme: light dark; --ink: #1c2430; --dim: #5b6778; --page: #fff; --rule: #d9dee6;
        --line: #1864ab; --bad: #c92a2a; }
      @media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --dim: #9aa6b6; --page: #14181f;
        --rule: #323a46; --line: #74c0fc; --bad: #ff8787; } }
      body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page);
        max-width: 48rem; margin: 2rem auto; padding: 0 1rem; }
      h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
      table { border-collapse: collapse; width: 100%; }
      th, td { text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--rule);
        overflow-wrap: anywhere; }
      td.n { text-align: right; font-variant-numeric: tabular-nums; }
      svg { width: 100%; height: auto; } svg text { font-size: 12px; fill: var(--dim); }
      .grid { stroke: var(--rule); }
      polyline { fill: none; stroke-width: 2; } .answers { stroke: var(--line); }
      .failures { stroke: var(--bad); }
      .bar { display: block; height: .6rem; background: var(--line); border-radius: .2rem; }
      .note { color: var(--bad); }
      """;

  /** Steps of the percentile curve: its x axis has as much room for 99 to 99.9 as for 90 to 99. */
  private static final int NINES = 4;

  private static final int STEPS = 160;

  private HtmlReport() {}

  /** The whole page. */
  public static String of(Summary summary) {
    StringBuilder page = new StringBuilder();
    page.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<title>Sluice load report</title>\n<style>\n")
        .append(STYLE)
        .append("</style>\n</head>\n<body>\n<h1>Load report</h1>\n<p>")
        .append(Html.escape(String.join(", ", summary.setup().urls())))
        .append("</p>\n");
    figures(page, summary);
    if (!summary.latency().isEmpty()) {
      section(page, "Latency by percentile", percentiles(summary.latency()));
    }
    section(page, "Throughput over time", throughput(summary.series()));
    shares(page, "Answers by backend", summary.spread().byBackend());
    shares(page, "Answers by status", summary.spread().status());
    errors(page, summary.counts());
    return page.append("</body>\n</html>\n").toString();
  }

  private static void figures(StringBuilder page, Summary summary) {
    Summary.Counts counts = summary.counts();
    page.append("<table>\n");
    row(page, "Requests", Long.toString(counts.requests()));
    row(page, "Errors", Long.toString(counts.failed()));
    row(page, "Duration", number(summary.seconds()) + " s");
    row(page, "Throughput", number(summary.rps()) + " requests/s");
    Latency latency = summary.latency();
    if (!latency.isEmpty()) {
      row(page, "Latency min", number(latency.min()) + " ms");
      row(page, "Latency mean", number(latency.mean()) + " ms");
      row(page, "Latency p50", number(latency.percentile(50)) + " ms");
      row(page, "Latency p99", number(latency.percentile(99)) + " ms");
      row(page, "Latency max", number(latency.max()) + " ms");
    }
    row(
        page,
        "Latency counts from",
        summary.setup().corrected() ? "the intended start" : "the sending");
    row(page, "Bytes in / out", counts.bytesIn() + " / " + counts.bytesOut());
    page.append("</table>\n");
    if (summary.generatorLate()) {
      page.append("<p class=\"note\">The load generator itself was the bottleneck: it started ")
          .append(summary.setup().late())
          .append(" requests late.</p>\n");
    }
  }

  private static String percentiles(Latency latency) {
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i <= STEPS; i++) {
      double x = (double) i / STEPS;
      points.add(new double[] {x, latency.percentile(100 - 100 * Math.pow(10, -x * NINES))});
    }
    List<Chart.Tick> ticks =
        List.of(
            new Chart.Tick(0, "0 %"),
            new Chart.Tick(0.25, "90 %"),
            new Chart.Tick(0.5, "99 %"),
            new Chart.Tick(0.75, "99.9 %"),
            new Chart.Tick(0.97, "99.99 %"));
    return new Chart("Latency by percentile", ticks, "ms")
        .svg(List.of(new Chart.Line("answers", points)));
  }

  private static String throughput(Series series) {
    List<double[]> answers = new ArrayList<>();
    List<double[]> failures = new ArrayList<>();
    int count = series.points().size();
    for (int i = 0; i < count; i++) {
      double x = count == 1 ? 0 : (double) i / (count - 1);
      answers.add(new double[] {x, series.points().get(i).answered() / series.secondsPerPoint()});
      failures.add(new double[] {x, series.points().get(i).failed() / series.secondsPerPoint()});
    }
    List<Chart.Tick> ticks =
        List.of(
            new Chart.Tick(0, "0 s"),
            new Chart.Tick(0.97, number(count * series.secondsPerPoint()) + " s"));
    return new Chart("Answers and errors per second", ticks, "/s")
        .svg(List.of(new Chart.Line("answers", answers), new Chart.Line("failures", failures)));
  }

  private static void shares(StringBuilder page, String title, Map<String, Long> counts) {
    if (counts.isEmpty()) {
      return;
    }
    long all = counts.values().stream().mapToLong(Long::longValue).sum();
    StringBuilder table = new StringBuilder("<table>\n");
    counts.forEach(
        (name, count) -> {
          String share = String.format(Locale.ROOT, "%.1f", 100.0 * count / all);
          table
              .append("<tr><th>")
              .append(Html.escape(name))
              .append("</th><td class=\"n\">")
              .append(count)
              .append("</td><td class=\"n\">")
              .append(share)
              .append(" %</td><td style=\"width:40%\"><span class=\"bar\" style=\"width:")
              .append(share)
              .append("%\"></span></td></tr>\n");
        });
    section(page, title, table.append("</table>").toString());
  }

  private static void errors(StringBuilder page, Summary.Counts counts) {
    if (counts.errors().isEmpty()) {
      return;
    }
    StringBuilder table = new StringBuilder("<table>\n");
    counts
        .errors()
        .forEach(
            (kind, count) ->
                table
                    .append("<tr><th>")
                    .append(Html.escape(kind))
                    .append("</th><td class=\"n\">")
                    .append(count)
                    .append("</td><td>")
                    .append(Html.escape(counts.causes().getOrDefault(kind, "")))
                    .append("</td></tr>\n"));
    section(page, "Errors", table.append("</table>").toString());
  }

  private static void section(StringBuilder page, String title, String content) {
    page.append("<h2>").append(title).append("</h2>\n").append(content).append('\n');
  }

  private static void row(StringBuilder page, String name, String value) {
    page.append("<tr><th>")
        .append(name)
        .append("</th><td class=\"n\">")
        .append(Html.escape(value))
        .append("</td></tr>\n");
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
