package dev.sluice.bench.harness.report;

import dev.sluice.bench.harness.contender.Contender;
import dev.sluice.bench.harness.measure.Measure;
import dev.sluice.bench.harness.measure.Median;
import dev.sluice.bench.harness.measure.Results;
import dev.sluice.bench.harness.run.Case;
import dev.sluice.bench.harness.run.Goal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The figures of one case as a table, readable as Markdown and on a terminal. */
final class CaseTable {

  private static final String NONE = "–";

  private final Case kind;
  private final Results results;
  private final List<String> ours;
  private final List<String> peers;

  CaseTable(Case kind, Results results, List<Contender> contenders) {
    this.kind = kind;
    this.results = results;
    this.ours = present(contenders.stream().filter(Contender::ours));
    this.peers = present(contenders.stream().filter(contender -> !contender.ours()));
  }

  private List<String> present(Stream<Contender> contenders) {
    return contenders.map(Contender::name).filter(results.contenders()::contains).toList();
  }

  /** Medians of the rounds, and the ratio of ours to the best peer. */
  String medians() {
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("contender"));
    kind.columns().stream().map(Measure::title).forEach(head::add);
    head.add("× best peer");
    rows.add(head);
    for (String name : both()) {
      List<String> row = new ArrayList<>(List.of(name));
      kind.columns().stream().map(m -> m.text(results.median(name, m))).forEach(row::add);
      row.add(ours.contains(name) ? ratio(results.ratios(name, peers, kind.key())) : "");
      rows.add(row);
    }
    return Columns.markdown(rows);
  }

  /** The most telling figure in each round. */
  String rounds() {
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of(kind.key().title()));
    int most = both().stream().mapToInt(n -> results.values(n, kind.key()).size()).max().orElse(0);
    for (int round = 1; round <= most; round++) {
      head.add(String.valueOf(round));
    }
    rows.add(head);
    for (String name : both()) {
      List<String> row = new ArrayList<>(List.of(name));
      results.values(name, kind.key()).stream().map(kind.key()::text).forEach(row::add);
      row.addAll(Collections.nCopies(head.size() - row.size(), NONE));
      rows.add(row);
    }
    return Columns.markdown(rows);
  }

  /** What Sluice is to reach, beside what it reached. */
  List<String> goals() {
    List<String> lines = new ArrayList<>();
    for (Goal goal : kind.goals()) {
      for (String name : ours) {
        lines.add(
            "%s, %s: %s; %s"
                .formatted(name, goal.measure().title(), reached(name, goal), aim(goal)));
      }
    }
    return lines;
  }

  private String reached(String name, Goal goal) {
    if (goal.peers().isEmpty()) {
      return goal.measure().text(results.median(name, goal.measure()));
    }
    List<Double> ratios = results.ratios(name, goal.peers(), goal.measure());
    return ratios.isEmpty()
        ? "no peer to compare with"
        : "%s × (rounds %s to %s)"
            .formatted(ratio(ratios), text(Collections.min(ratios)), text(Collections.max(ratios)));
  }

  private static String aim(Goal goal) {
    return "the aim is " + goal.text();
  }

  private List<String> both() {
    return Stream.concat(ours.stream(), peers.stream()).toList();
  }

  private static String ratio(List<Double> ratios) {
    return ratios.isEmpty() ? NONE : text(Median.of(ratios));
  }

  private static String text(double ratio) {
    return String.format(Locale.ROOT, "%.2f", ratio);
  }
}
