package dev.sluice.load.report;

import dev.sluice.load.stats.Latency;
import dev.sluice.load.stats.Summary;
import java.util.Locale;
import java.util.Map;

/** The report for a terminal. */
public final class TextReport {

  private TextReport() {}

  /** A few lines, the last one ended. */
  public static String of(Summary summary) {
    StringBuilder text = new StringBuilder();
    Summary.Counts counts = summary.counts();
    line(
        text,
        "%d requests in %.2f s: %d ok, %d errors",
        counts.requests(),
        summary.seconds(),
        counts.requests() - counts.failed(),
        counts.failed());
    spread(text, summary);
    if (!summary.latency().isEmpty()) {
      latency(text, summary);
    }
    if (counts.failed() > 0) {
      line(text, "errors");
      int width = width(counts.errors());
      counts
          .errors()
          .forEach(
              (kind, count) ->
                  line(
                      text,
                      "  %-" + width + "s  %8d  %s",
                      kind,
                      count,
                      printable(counts.causes().getOrDefault(kind, ""))));
    }
    return text.toString();
  }

  /** Without control characters, which a peer could use to talk to the terminal. */
  public static String printable(String text) {
    return text.replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "?");
  }

  private static void spread(StringBuilder text, Summary summary) {
    Map<String, Long> backends = summary.spread().byBackend();
    int width = width(backends);
    backends.forEach(
        (name, count) ->
            line(
                text,
                "  %-" + width + "s  %8d  %5.1f %%",
                printable(name),
                count,
                100.0 * count / summary.counts().answered()));
  }

  private static void latency(StringBuilder text, Summary summary) {
    Latency latency = summary.latency();
    line(text, "throughput  %.1f requests/s", summary.rps());
    line(
        text,
        "latency ms  min %.3f  mean %.3f  p50 %.3f  p90 %.3f  p99 %.3f  p99.9 %.3f  max %.3f%s",
        latency.min(),
        latency.mean(),
        latency.percentile(50),
        latency.percentile(90),
        latency.percentile(99),
        latency.percentile(99.9),
        latency.max(),
        summary.setup().corrected() ? "  (from the intended start)" : "");
  }

  private static int width(Map<String, Long> names) {
    return names.keySet().stream().mapToInt(String::length).max().orElse(1);
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
