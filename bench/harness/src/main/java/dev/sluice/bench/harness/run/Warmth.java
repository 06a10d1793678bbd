package dev.sluice.bench.harness.run;

/** Tells from costs, turn by turn, when they have stopped falling. */
final class Warmth {

  // Less than this is the difference between two turns of a program that is warm.
  private static final double BETTER = 0.95;

  // One alone may be a pause before the last compiler has its turn.
  private static final int TURNS_WITHOUT_GAIN = 2;

  /** A JIT compiler counts calls before it does its best, and then some more. */
  private static final long REQUESTS_UNTIL_COMPILED = 60_000;

  private final long least;
  private double best = Double.MAX_VALUE;
  private int withoutGain;
  private long requests;

  private Warmth(long least) {
    this.least = least;
  }

  static Warmth of(boolean compiledAsItRuns) {
    return new Warmth(compiledAsItRuns ? REQUESTS_UNTIL_COMPILED : 0);
  }

  /** A turn, with what one of its requests cost. */
  void add(long more, double cost) {
    requests += more;
    withoutGain = cost < best * BETTER ? 0 : withoutGain + 1;
    best = Math.min(best, cost);
  }

  boolean reached() {
    return withoutGain >= TURNS_WITHOUT_GAIN && requests >= least;
  }
}
