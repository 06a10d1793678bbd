package dev.sluice.bench.harness.report;

import dev.sluice.bench.harness.os.Machine;
import dev.sluice.bench.harness.run.Bench.Outcome;
import dev.sluice.bench.harness.run.Scenario;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** The outcome of a scenario as a page of Markdown, and in short for a terminal. */
public final class Page {

  private static final String PAGE =
      """
      # %s, %s

      %s.

      ![%s](%s)

      %s
      ## How it was measured

      - %s; %d cores; %s; %s.
      - The machine's load average before it began was %s.
      - %s
      - Figures are medians of the rounds. CPU is user and system time of the proxy with its workers,
        from `/proc/PID/stat`; memory is resident memory of the same processes. A ratio is taken in each
        round, to the best peer of that round; printed is the median of these.
      - Nothing writes an access log. The configurations are in `bench/peers`.

      %s%s%s""";

  private Page() {}

  /**
   * The whole page.
   *
   * @param chart the file name of the chart, which lies beside it
   */
  public static String markdown(Outcome outcome, Setting setting, String chart) {
    Scenario scenario = outcome.scenario();
    return PAGE.formatted(
            scenario.id(),
            setting.date(),
            scenario.title(),
            scenario.title(),
            chart,
            cases(outcome, true),
            setting.machine().processor(),
            setting.machine().cores(),
            setting.machine().kernel(),
            setting.machine().pinning().describe(),
            load(setting.machine()),
            pace(outcome, setting),
            list("Programs", setting.programs()),
            list("Seen while it ran", outcome.journal().notes()),
            list("Skipped", skipped(outcome)) + list("Failed", outcome.journal().failures()))
        .stripTrailing()
        .concat("\n");
  }

  /** The tables, what was skipped and what failed. */
  public static String text(Outcome outcome) {
    return "# "
        + outcome.scenario().title()
        + "\n\n"
        + cases(outcome, false)
        + list("Skipped", skipped(outcome))
        + list("Failed", outcome.journal().failures());
  }

  private static String cases(Outcome outcome, boolean rounds) {
    StringBuilder text = new StringBuilder();
    outcome
        .results()
        .forEach(
            (kind, results) -> {
              CaseTable table = new CaseTable(kind, results, outcome.contenders());
              text.append("## ").append(kind.title()).append("\n\n");
              text.append(table.medians()).append('\n');
              table.goals().forEach(goal -> text.append("- ").append(goal).append('\n'));
              text.append(table.goals().isEmpty() ? "" : "\n");
              if (rounds) {
                text.append(table.rounds()).append('\n');
              }
            });
    return text.toString();
  }

  private static String load(Machine machine) {
    String load = String.format(Locale.ROOT, "%.2f", machine.loadBefore());
    return machine.busy() ? load + ": other programs ran, so figures are for shape only" : load;
  }

  private static String pace(Outcome outcome, Setting setting) {
    return outcome.scenario() == Scenario.IDLE
        ? "%d rounds; in each, every contender is started, has turns of %d s under load on 64 connections until it gets no better, and then gets %d connections more, on each of which one request is answered."
            .formatted(setting.pace().rounds(), setting.pace().warmup(), setting.pace().pairs())
        : "%d rounds of %d s for each contender in changing order, after turns of %d s under the same load until it got no better (three to ten turns); 64 connections of wrk."
            .formatted(setting.pace().rounds(), setting.pace().seconds(), setting.pace().warmup());
  }

  private static Collection<String> skipped(Outcome outcome) {
    return outcome.journal().skipped().entrySet().stream()
        .map(entry -> entry.getKey() + ": " + entry.getValue())
        .toList();
  }

  private static String list(String title, Collection<String> lines) {
    return lines.isEmpty()
        ? ""
        : lines.stream()
            .map(line -> "- " + line + "\n")
            .collect(Collectors.joining("", "## " + title + "\n\n", "\n"));
  }
}
