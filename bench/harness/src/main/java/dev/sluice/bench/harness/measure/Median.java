package dev.sluice.bench.harness.measure;

import java.util.List;

/** The middle of some figures. */
public final class Median {

  private Median() {}

  /** The mean of the two in the middle if there is an even number, NaN if there is none. */
  public static double of(List<Double> values) {
    if (values.isEmpty()) {
      return Double.NaN;
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
