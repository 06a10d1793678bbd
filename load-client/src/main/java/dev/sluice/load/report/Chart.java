package dev.sluice.load.report;

import java.util.List;
import java.util.Locale;

/**
 * A line chart as inline SVG.
 *
 * @param title what it shows, for readers who can't see it
 * @param xTicks labels under the x axis, placed from 0 (left) to 1 (right)
 * @param unit of the y axis
 */
record Chart(String title, List<Tick> xTicks, String unit) {

  private static final int WIDTH = 720;
  private static final int HEIGHT = 260;
  private static final int LEFT = 76;
  private static final int RIGHT = 16;
  private static final int TOP = 12;
  private static final int BOTTOM = 32;
  private static final int LINES = 4;

  /** A label on the x axis. */
  record Tick(double at, String label) {}

  /** A line; x from 0 to 1, y from 0 up in the chart's unit. */
  record Line(String style, List<double[]> points) {}

  String svg(List<Line> lines) {
    double top = top(lines);
    StringBuilder svg = new StringBuilder();
    add(
        svg,
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n",
        WIDTH,
        HEIGHT,
        Html.escape(title));
    for (int i = 0; i <= LINES; i++) {
      double value = top * i / LINES;
      double y = y(value, top);
      add(
          svg,
          "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
          LEFT,
          WIDTH - RIGHT,
          y,
          y);
      add(
          svg,
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s %s</text>%n",
          LEFT - 6,
          y + 4,
          label(value),
          Html.escape(unit));
    }
    for (Tick tick : xTicks) {
      add(
          svg,
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
          x(tick.at()),
          HEIGHT - 10,
          Html.escape(tick.label()));
    }
    lines.forEach(line -> line(svg, line, top));
    return svg.append("</svg>").toString();
  }

  private void line(StringBuilder svg, Line line, double top) {
    add(svg, "<polyline class=\"%s\" points=\"", Html.escape(line.style()));
    for (double[] point : line.points()) {
      add(svg, "%.1f,%.1f ", x(point[0]), y(point[1], top));
    }
    add(svg, "\"/>%n");
  }

  private static double top(List<Line> lines) {
    double highest =
        lines.stream()
            .flatMap(line -> line.points().stream())
            .mapToDouble(point -> point[1])
            .max()
            .orElse(0);
    return highest > 0 ? highest : 1;
  }

  private static double x(double share) {
    return LEFT + share * (WIDTH - LEFT - RIGHT);
  }

  private static double y(double value, double top) {
    return HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM);
  }

  private static String label(double value) {
    return String.format(Locale.ROOT, value >= 100 ? "%.0f" : "%.2f", value);
  }

  private static void add(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }
}
