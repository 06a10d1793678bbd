package dev.sluice.bench.harness.run;

/** Tells from costs, one after the other, when they have stopped falling. */
final class Warmth {

  // Less than this is the difference between two turns of a program that is warm.
  private static final double BETTER = 0.95;

  // One alone may be a pause before the last compiler has its turn.
  private static final int TURNS_WITHOUT_GAIN = 2;

  private double best = Double.MAX_VALUE;
  private int withoutGain;

  void add(double cost) {
    withoutGain = cost < best * BETTER ? 0 : withoutGain + 1;
    best = Math.min(best, cost);
  }

  boolean reached() {
    return withoutGain >= TURNS_WITHOUT_GAIN;
  }
}
