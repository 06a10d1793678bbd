package dev.sluice.bench.harness.report;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table in Markdown, padded so that it can be read as it is. */
final class Columns {

  private Columns() {}

  /**
   * The first row is the head; all have as many cells. The first column is text, the others
   * figures.
   */
  static String markdown(List<List<String>> rows) {
    int[] widths =
        IntStream.range(0, rows.get(0).size())
            .map(i -> Math.max(3, rows.stream().mapToInt(row -> width(row.get(i))).max().orElse(0)))
            .toArray();
    String rule =
        IntStream.range(0, widths.length)
            .mapToObj(i -> "-".repeat(widths[i] - 1) + (i == 0 ? "-" : ":"))
            .collect(Collectors.joining(" | ", "| ", " |\n"));
    return line(rows.get(0), widths)
        + rule
        + rows.stream().skip(1).map(row -> line(row, widths)).collect(Collectors.joining());
  }

  private static String line(List<String> row, int[] widths) {
    return IntStream.range(0, widths.length)
        .mapToObj(i -> padded(row.get(i), widths[i], i == 0))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private static String padded(String cell, int width, boolean left) {
    String blanks = " ".repeat(width - width(cell));
    return left ? cell + blanks : blanks + cell;
  }

  private static int width(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
