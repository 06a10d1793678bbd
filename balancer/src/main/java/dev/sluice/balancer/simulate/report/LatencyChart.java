package dev.sluice.balancer.simulate.report;

import static dev.sluice.balancer.simulate.report.Markup.at;

import dev.sluice.balancer.simulate.Latencies;
import dev.sluice.balancer.simulate.Result;
import java.math.BigDecimal;
import java.util.List;

/**
 * The distribution functions of the latencies, turned on their sides: percentiles go to the right,
 * with as much room for 99 to 99.9 as for 90 to 99, and latencies go up by powers of ten.
 */
final class LatencyChart {

  static final int HEIGHT = 380;

  private static final int LEFT = 64;
  private static final int RIGHT = 690;
  private static final int TOP = 40;
  private static final int BOTTOM = 340;
  private static final int LEGEND = 710;
  private static final int LEGEND_STEP = 22;

  /** Powers of ten of what is left above a percentile: the axis ends at 99.9. */
  private static final double NINES = 3;

  private static final int STEPS = 150;
  private static final String[] TICKS = {"0 %", "90 %", "99 %", "99.9 %"};

  private final StringBuilder svg;
  private final int lowest;
  private final int highest;

  private LatencyChart(StringBuilder svg, List<Result> results) {
    this.svg = svg;
    double least = Double.MAX_VALUE;
    double most = 1;
    for (Result result : results) {
      if (!result.latencies().isEmpty()) {
        least = Math.min(least, Math.max(1, result.latencies().percentile(1)));
        most = Math.max(most, result.latencies().percentile(99.9));
      }
    }
    this.lowest = (int) Math.floor(Math.log10(Math.min(least, most)));
    this.highest = Math.max(lowest + 1, (int) Math.ceil(Math.log10(most)));
  }

  static void draw(StringBuilder svg, List<Result> results) {
    new LatencyChart(svg, results).draw(results);
  }

  private void draw(List<Result> results) {
    svg.append("<text class=\"head\" x=\"8\" y=\"20\">Latency by percentile</text>\n");
    axes();
    for (int i = 0; i < results.size(); i++) {
      Result result = results.get(i);
      int y = TOP + 8 + i * LEGEND_STEP;
      svg.append("<g class=\"").append(Style.line(result.algorithm())).append("\">");
      svg.append("<title>").append(result.algorithm().id()).append("</title>");
      if (!result.latencies().isEmpty()) {
        line(result.latencies());
      }
      svg.append("<path d=\"M").append(LEGEND).append(' ').append(y).append("h28\"/>");
      svg.append("<text x=\"").append(LEGEND + 34).append("\" y=\"").append(y + 4).append("\">");
      svg.append(result.algorithm().id()).append("</text></g>\n");
    }
  }

  private void axes() {
    for (int i = 0; i < TICKS.length; i++) {
      double x = LEFT + (RIGHT - LEFT) * i / NINES;
      svg.append("<path class=\"grid\" d=\"M").append(at(x)).append(' ').append(TOP);
      svg.append('V').append(BOTTOM).append("\"/><text x=\"").append(at(x)).append("\" y=\"");
      svg.append(BOTTOM + 18).append("\" text-anchor=\"middle\">").append(TICKS[i]);
      svg.append("</text>\n");
    }
    for (int power = lowest; power <= highest; power++) {
      double y = height(Math.pow(10, power));
      svg.append("<path class=\"grid\" d=\"M").append(LEFT).append(' ').append(at(y));
      svg.append('H').append(RIGHT).append("\"/><text x=\"").append(LEFT - 6).append("\" y=\"");
      svg.append(at(y + 4)).append("\" text-anchor=\"end\">");
      svg.append(BigDecimal.ONE.scaleByPowerOfTen(power - 6).toPlainString());
      svg.append(" ms</text>\n");
    }
  }

  private void line(Latencies latencies) {
    svg.append("<path d=\"");
    for (int i = 0; i <= STEPS; i++) {
      double along = (double) i / STEPS;
      double percent = 100 - 100 * Math.pow(10, -along * NINES);
      svg.append(i == 0 ? 'M' : 'L').append(at(LEFT + along * (RIGHT - LEFT))).append(' ');
      svg.append(at(height(Math.max(1, latencies.percentile(percent)))));
    }
    svg.append("\"/>");
  }

  private double height(double nanos) {
    // The quickest of all are not worth an axis of their own.
    double y = BOTTOM - (Math.log10(nanos) - lowest) / (highest - lowest) * (BOTTOM - TOP);
    return Math.min(BOTTOM, y);
  }
}
