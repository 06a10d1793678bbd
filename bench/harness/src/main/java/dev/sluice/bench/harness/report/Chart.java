package dev.sluice.bench.harness.report;

import dev.sluice.bench.harness.contender.Contender;
import dev.sluice.bench.harness.measure.Measure;
import dev.sluice.bench.harness.measure.Results;
import dev.sluice.bench.harness.run.Bench.Outcome;
import dev.sluice.bench.harness.run.Case;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Bars of the medians with a line from the least to the most of the rounds, as SVG. */
public final class Chart {

  private static final int WIDTH = 800;
  private static final int LEFT = 170;
  private static final int RIGHT = 120;
  private static final int TOP = 16;
  private static final int HEAD = 34;
  private static final int STEP = 28;
  private static final int THICK = 18;
  private static final int GAP = 18;

  private static final String STYLE =
      """
      <style>
      text { font: 13px sans-serif; fill: #222 }
      .head { font-weight: bold }
      .page { fill: #fff }
      .ours { fill: #1f6fb4 }
      .peer { fill: #a9b4bf }
      .span { stroke: #222; stroke-width: 1.5 }
      @media (prefers-color-scheme: dark) {
      text { fill: #ddd }
      .page { fill: #181c20 }
      .peer { fill: #66717c }
      .span { stroke: #ddd }
      }
      </style>
      """;

  private final StringBuilder svg = new StringBuilder();
  private final Map<String, Boolean> ours = new HashMap<>();
  private int y = TOP;

  private Chart(List<Contender> contenders) {
    contenders.forEach(contender -> ours.put(contender.name(), contender.ours()));
  }

  /** A document of its own. */
  public static String svg(Outcome outcome) {
    return new Chart(outcome.contenders()).draw(outcome);
  }

  private String draw(Outcome outcome) {
    outcome.results().forEach(this::block);
    return String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\">%n",
            WIDTH,
            y)
        + "<title>"
        + escaped(outcome.scenario().title())
        + "</title>\n"
        + STYLE
        + "<rect class=\"page\" width=\"100%\" height=\"100%\"/>\n"
        + svg
        + "</svg>\n";
  }

  private void block(Case kind, Results results) {
    Measure key = kind.key();
    String good = key.highIsGood() ? "more is better" : "less is better";
    text("head", 10, y + 16, kind.title() + ": " + key.title() + "; " + good);
    y += HEAD;
    double most =
        results.contenders().stream()
            .flatMap(name -> results.values(name, key).stream())
            .mapToDouble(Double::doubleValue)
            .max()
            .orElse(1);
    for (String name : results.contenders()) {
      bar(name, results.values(name, key), results.median(name, key), Math.max(most, 1e-9), key);
      y += STEP;
    }
    y += GAP;
  }

  private void bar(String name, List<Double> values, double median, double most, Measure key) {
    double room = (WIDTH - LEFT - RIGHT) / most;
    // A figure such as a growth may turn out below zero; its bar has no length then.
    double end = LEFT + Math.max(0, median) * room;
    double low = LEFT + Math.max(0, Collections.min(values)) * room;
    double high = LEFT + Math.max(0, Collections.max(values)) * room;
    add("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n", LEFT - 8, y + 14, escaped(name));
    add(
        "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>%n",
        ours.getOrDefault(name, false) ? "ours" : "peer", LEFT, y, end - LEFT, THICK);
    add("<path class=\"span\" d=\"M%.1f %dH%.1f\"/>%n", low, y + THICK / 2, high);
    text("value", Math.max(high, end) + 8, y + 14, key.text(median));
  }

  private void text(String style, double x, int at, String text) {
    add("<text class=\"%s\" x=\"%.1f\" y=\"%d\">%s</text>%n", style, x, at, escaped(text));
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
