package dev.sluice.balancer.simulate.report;

import static dev.sluice.balancer.simulate.report.Markup.at;
import static dev.sluice.balancer.simulate.report.Markup.escape;

import dev.sluice.balancer.simulate.Result;
import dev.sluice.balancer.simulate.Result.BackendFigures;
import java.util.List;

/** A bar for each algorithm, with a piece for each backend. */
final class SpreadChart {

  private static final int LEFT = 180;
  private static final int WIDTH = 690;
  private static final int FIRST = 40;
  private static final int STEP = 26;
  private static final int THICK = 18;

  /** Pieces narrower than this have no room for their figure. */
  private static final double NARROW = 36;

  private static final int MOST_NAMES = 8;
  private static final int NAMES_STEP = 20;

  private SpreadChart() {}

  static int height(List<Result> results) {
    return FIRST + results.size() * STEP + 16 + names(results) * NAMES_STEP;
  }

  private static int names(List<Result> results) {
    return Math.min(MOST_NAMES + 1, results.get(0).backends().size());
  }

  /** From a height on. */
  static void draw(StringBuilder svg, List<Result> results, int top) {
    svg.append("<text class=\"head\" x=\"8\" y=\"").append(top + 20);
    svg.append("\">Share of the requests sent to each backend</text>\n");
    for (int i = 0; i < results.size(); i++) {
      bar(svg, results.get(i), top + FIRST + i * STEP);
    }
    legend(svg, results.get(0).backends(), top + FIRST + results.size() * STEP + 16);
  }

  private static void bar(StringBuilder svg, Result result, int y) {
    svg.append("<text x=\"").append(LEFT - 8).append("\" y=\"").append(y + 13);
    svg.append("\" text-anchor=\"end\">").append(result.algorithm().id()).append("</text>\n");
    double before = 0;
    for (int i = 0; i < result.backends().size(); i++) {
      BackendFigures backend = result.backends().get(i);
      double x = LEFT + before * WIDTH;
      double width = backend.share() * WIDTH;
      String share = Column.percent(backend.share()) + " %";
      svg.append("<g><title>").append(escape(backend.address().toString())).append(": ");
      svg.append(share).append("</title><rect class=\"").append(Style.piece(i)).append("\" x=\"");
      svg.append(at(x)).append("\" y=\"").append(y).append("\" width=\"").append(at(width));
      svg.append("\" height=\"").append(THICK).append("\"/>");
      if (width >= NARROW) {
        svg.append("<text class=\"on\" x=\"").append(at(x + width / 2)).append("\" y=\"");
        svg.append(y + 13).append("\" text-anchor=\"middle\">").append(share).append("</text>");
      }
      svg.append("</g>\n");
      before += backend.share();
    }
  }

  private static void legend(StringBuilder svg, List<BackendFigures> backends, int top) {
    for (int i = 0; i < Math.min(MOST_NAMES, backends.size()); i++) {
      int y = top + i * NAMES_STEP;
      svg.append("<rect class=\"").append(Style.piece(i)).append("\" x=\"").append(LEFT);
      svg.append("\" y=\"").append(y).append("\" width=\"14\" height=\"14\"/>");
      name(svg, backends.get(i).address().toString(), y);
    }
    if (backends.size() > MOST_NAMES) {
      String rest = "and " + (backends.size() - MOST_NAMES) + " more, in the order of the pool";
      name(svg, rest, top + MOST_NAMES * NAMES_STEP);
    }
  }

  private static void name(StringBuilder svg, String text, int y) {
    svg.append("<text x=\"").append(LEFT + 22).append("\" y=\"").append(y + 12).append("\">");
    svg.append(escape(text)).append("</text>\n");
  }
}
