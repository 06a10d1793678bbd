package dev.sluice.bench.harness.conformance;

import dev.sluice.bench.harness.run.Journal;
import dev.sluice.conformance.Case;
import dev.sluice.conformance.Strictness;
import dev.sluice.conformance.Suite;
import dev.sluice.conformance.Verdict;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Who passes what, as Markdown. */
public record ConformancePage(List<Score> scores, Journal journal) {

  /** Totals, and every case that somebody doesn't pass. */
  public String text() {
    return totals()
        + "\n"
        + cases(Suite.cases().stream().filter(this::lacking).toList())
        + skipped();
  }

  /** The same, with all cases and the first words of every failure. */
  public String markdown(String date) {
    return "# conformance, "
        + date
        + "\n\nWhat the HTTP RFCs demand of an intermediary, played from outside by `./sluice bench conformance`"
        + " ([what it covers](../../docs/conformance.md)).\n\n"
        + totals()
        + "\n## Cases\n\n"
        + cases(Suite.cases())
        + "\n## What was seen instead\n\n"
        + scores.stream().map(ConformancePage::failures).collect(Collectors.joining("\n"))
        + skipped();
  }

  private String totals() {
    StringBuilder table = new StringBuilder();
    row(table, "", score -> score.contender().name());
    table.append("|---".repeat(scores.size() + 1)).append("|\n");
    row(table, "version", Score::version);
    for (Strictness strictness : Strictness.values()) {
      row(table, strictness.name(), score -> score.of(strictness));
    }
    return table.toString();
  }

  private String cases(List<Case> cases) {
    StringBuilder table = new StringBuilder();
    row(table, "case |", score -> score.contender().name());
    table.append("|---".repeat(scores.size() + 2)).append("|\n");
    for (Case of : cases) {
      row(table, of.id() + " | " + of.strictness(), score -> score.word(of));
    }
    return table.toString();
  }

  private void row(StringBuilder table, String first, Function<Score, String> cell) {
    table.append("| ").append(first).append(" |");
    scores.forEach(score -> table.append(' ').append(cell.apply(score)).append(" |"));
    table.append('\n');
  }

  private boolean lacking(Case of) {
    return scores.stream().anyMatch(score -> score.failed(of));
  }

  private static String failures(Score score) {
    StringBuilder lines = new StringBuilder("### " + score.contender().name() + "\n\n");
    for (Verdict verdict : score.verdicts().values()) {
      if (!verdict.passed() && !verdict.skipped()) {
        String seen = verdict.summary().replaceAll("; it (?:saw|is) Head\\[.*", "");
        lines.append("- ").append(verdict.of().id()).append(": ").append(code(seen)).append('\n');
      }
    }
    score
        .leftOut()
        .forEach(
            (why, count) ->
                lines.append("- ").append(count).append(" left out: ").append(why).append('\n'));
    return lines.toString();
  }

  private static String code(String text) {
    return "`" + text.replace('`', '\'') + "`";
  }

  private String skipped() {
    return journal.skipped().entrySet().stream()
        .map(entry -> "- " + entry.getKey() + ": " + entry.getValue() + "\n")
        .collect(Collectors.joining("", journal.skipped().isEmpty() ? "" : "\n## Skipped\n\n", ""));
  }
}
