package dev.sluice.balancer.simulate.report;

import dev.sluice.balancer.simulate.Result;
import dev.sluice.balancer.simulate.Result.BackendFigures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The report for a terminal. */
public final class TextReport {

  /** With more backends, a column for each would not fit. */
  private static final int MOST_COLUMNS = 6;

  private TextReport() {}

  /** The whole report, with a line feed at the end of each line. */
  public static String of(Comparison comparison) {
    StringBuilder text = new StringBuilder();
    comparison.description().forEach(line -> text.append(line).append('\n'));
    if (comparison.overloaded()) {
      text.append(Comparison.OVERLOAD).append('\n');
    }
    text.append('\n');
    table(text, figures(comparison));
    text.append("\nshare of the requests sent to each backend, in %\n\n");
    table(text, spread(comparison));
    errors(text, comparison);
    return text.toString();
  }

  private static List<List<String>> figures(Comparison comparison) {
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("algorithm"));
    Column.ALL.forEach(column -> head.add(column.title()));
    rows.add(head);
    for (Result result : comparison.results()) {
      List<String> row = new ArrayList<>(List.of(name(result, comparison)));
      Column.ALL.forEach(column -> row.add(column.text().apply(result)));
      rows.add(row);
    }
    return rows;
  }

  // The pool's own algorithm stands out.
  private static String name(Result result, Comparison comparison) {
    boolean own = result.algorithm() == comparison.scenario().pool().algorithm();
    return result.algorithm().id() + (own ? " *" : "");
  }

  private static List<List<String>> spread(Comparison comparison) {
    boolean each = comparison.scenario().backends().size() <= MOST_COLUMNS;
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("algorithm"));
    if (each) {
      comparison.scenario().backends().keySet().forEach(address -> head.add(address.toString()));
    } else {
      head.addAll(List.of("least", "median", "most"));
    }
    rows.add(head);
    for (Result result : comparison.results()) {
      List<String> row = new ArrayList<>(List.of(name(result, comparison)));
      double[] shares = result.backends().stream().mapToDouble(BackendFigures::share).toArray();
      if (!each) {
        double[] sorted = Arrays.stream(shares).sorted().toArray();
        shares = new double[] {sorted[0], sorted[sorted.length / 2], sorted[sorted.length - 1]};
      }
      for (double share : shares) {
        row.add(Column.percent(share));
      }
      rows.add(row);
    }
    return rows;
  }

  private static void errors(StringBuilder text, Comparison comparison) {
    boolean first = true;
    for (Result result : comparison.results()) {
      if (result.counts().errors().isEmpty()) {
        continue;
      }
      text.append(first ? "\nerrors\n\n" : "");
      first = false;
      text.append(result.algorithm().id())
          .append(": ")
          .append(
              result.counts().errors().entrySet().stream()
                  .map(e -> e.getValue() + " " + e.getKey())
                  .collect(Collectors.joining(", ")))
          .append('\n');
    }
  }

  // The first column to the left, the others to the right.
  private static void table(StringBuilder text, List<List<String>> rows) {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      text.append(row.get(0)).append(" ".repeat(widths[0] - row.get(0).length()));
      for (int i = 1; i < widths.length; i++) {
        text.append(" ".repeat(2 + widths[i] - row.get(i).length())).append(row.get(i));
      }
      text.append('\n');
    }
  }
}
