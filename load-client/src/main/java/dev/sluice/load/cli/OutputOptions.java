package dev.sluice.load.cli;

import dev.sluice.load.plan.Pace;
import dev.sluice.load.report.HtmlReport;
import dev.sluice.load.report.JsonReport;
import dev.sluice.load.report.TextReport;
import dev.sluice.load.stats.Summary;
import dev.sluice.load.threshold.Threshold;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** What is written where, and what fails the run. */
final class OutputOptions {

  private static final String STDOUT = "-";
  private static final long MOST_PRINTED = 100;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the figures as JSON; - for standard output, in place of the text.")
  private String json;

  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      description = "Write a web page with the figures and charts.")
  private String report;

  @Option(
      names = "--fail-if",
      paramLabel = "EXPR",
      description =
          "Exit with 3 if this holds, such as 'p99>50ms', 'errors>1%%' or 'rps<1000'; repeatable."
              + " Metrics: p50 to p99.99, min, mean, max, errors, rps.")
  private List<Threshold> thresholds = List.of();

  @Option(names = "--quiet", description = "Print errors only.")
  private boolean quiet;

  /** Finds out before the run what could not be written after it. */
  void check() {
    if (json != null && !json.equals(STDOUT)) {
      checkWritable("--json", Path.of(json));
    }
    if (report != null) {
      checkWritable("--report", Path.of(report));
    }
  }

  boolean printsText() {
    return !quiet && !STDOUT.equals(json);
  }

  boolean printsAnswers(Pace pace) {
    return printsText() && pace.duration().isZero() && pace.requests() <= MOST_PRINTED;
  }

  List<String> crossed(Summary summary) {
    return thresholds.stream().flatMap(limit -> limit.crossedBy(summary).stream()).toList();
  }

  void write(Summary summary, PrintWriter out) throws IOException {
    if (printsText()) {
      out.print(TextReport.of(summary));
    }
    if (STDOUT.equals(json)) {
      out.print(JsonReport.of(summary));
    } else if (json != null) {
      Files.writeString(Path.of(json), JsonReport.of(summary));
    }
    if (report != null) {
      Files.writeString(Path.of(report), HtmlReport.of(summary));
    }
    out.flush();
  }

  private static void checkWritable(String option, Path file) {
    Path target = file.toAbsolutePath();
    boolean writable =
        Files.exists(target)
            ? Files.isRegularFile(target) && Files.isWritable(target)
            : target.getParent() != null && Files.isWritable(target.getParent());
    // A device such as /dev/null is neither file nor directory, and fine.
    if (!writable && (Files.isDirectory(target) || !Files.isWritable(target))) {
      throw new IllegalArgumentException(
          option + ": cannot write " + file + "; name a file in a directory that exists");
    }
  }
}
