package dev.sluice.bench.harness.run;

import dev.sluice.bench.harness.load.Traffic;
import dev.sluice.bench.harness.measure.Measure;
import java.util.List;

/**
 * One kind of load.
 *
 * @param columns what is printed of each contender, the most telling first
 */
public record Case(String title, Traffic traffic, List<Measure> columns, List<Goal> goals) {

  /** What the chart shows. */
  public Measure key() {
    return goals.isEmpty() ? columns.get(0) : goals.get(0).measure();
  }
}
