package dev.sluice.balancer.simulate.report;

import static dev.sluice.balancer.simulate.report.Markup.escape;

import dev.sluice.balancer.simulate.Result;

/** The report as a picture, or as a web page with it; neither loads anything from elsewhere. */
public final class Plot {

  private static final int WIDTH = 900;

  private static final String PAGE_STYLE =
      """
      :root { color-scheme: light dark; }
      body { font: 16px/1.5 system-ui, sans-serif; color: #1c2430; background: #ffffff;
        max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
      h1 { font-size: 1.5rem; } svg { width: 100%; height: auto; }
      .wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
      th, td { text-align: right; padding: .25rem .5rem; border-bottom: 1px solid #d9dee6;
        font-variant-numeric: tabular-nums; white-space: nowrap; }
      th:first-child { text-align: left; }
      @media (prefers-color-scheme: dark) { body { color: #e6eaf0; background: #14181f; }
        th, td { border-color: #323a46; } }
      """;

  private Plot() {}

  /** An SVG file. */
  public static String svg(Comparison comparison) {
    StringBuilder svg = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    picture(svg, comparison);
    return svg.toString();
  }

  /** An HTML file. */
  public static String html(Comparison comparison) {
    StringBuilder page = new StringBuilder();
    page.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<title>Sluice simulation</title>\n<style>\n")
        .append(PAGE_STYLE)
        .append("</style>\n</head>\n<body>\n<h1>Simulation</h1>\n");
    comparison.description().forEach(line -> paragraph(page, line));
    if (comparison.overloaded()) {
      paragraph(page, Comparison.OVERLOAD);
    }
    table(page, comparison);
    picture(page, comparison);
    return page.append("</body>\n</html>\n").toString();
  }

  private static void paragraph(StringBuilder page, String text) {
    page.append("<p>").append(escape(text)).append("</p>\n");
  }

  private static void table(StringBuilder page, Comparison comparison) {
    page.append("<div class=\"wide\"><table>\n<tr><th scope=\"col\">algorithm</th>");
    for (Column column : Column.ALL) {
      page.append("<th scope=\"col\">").append(escape(column.title())).append("</th>");
    }
    page.append("</tr>\n");
    for (Result result : comparison.results()) {
      page.append("<tr><th scope=\"row\">").append(result.algorithm().id()).append("</th>");
      for (Column column : Column.ALL) {
        page.append("<td>").append(escape(column.text().apply(result))).append("</td>");
      }
      page.append("</tr>\n");
    }
    page.append("</table></div>\n");
  }

  private static void picture(StringBuilder svg, Comparison comparison) {
    int height = LatencyChart.HEIGHT + SpreadChart.height(comparison.results());
    svg.append("<svg class=\"sluice\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ");
    svg.append(WIDTH).append(' ').append(height).append("\" role=\"img\">\n<title>");
    svg.append(escape(comparison.description().get(0))).append("</title>\n<style>\n");
    svg.append(Style.SVG).append("</style>\n<rect class=\"page\" width=\"").append(WIDTH);
    svg.append("\" height=\"").append(height).append("\"/>\n");
    LatencyChart.draw(svg, comparison.results());
    SpreadChart.draw(svg, comparison.results(), LatencyChart.HEIGHT);
    svg.append("</svg>\n");
  }
}
