package dev.sluice.bench.harness.cli;

import dev.sluice.bench.harness.run.Pace;
import picocli.CommandLine.Option;

/** How long it takes. */
final class PaceOptions {

  private static final int NOT_GIVEN = 0;
  private static final Pace USUAL = new Pace(5, 5, 4, 4000);
  private static final Pace QUICK = new Pace(3, 2, 2, 1000);

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "In each, every contender has its turn; default 5, quick 3.")
  private int rounds = NOT_GIVEN;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "How long a turn takes; default 5, quick 2.")
  private int seconds = NOT_GIVEN;

  @Option(
      names = "--warmup",
      paramLabel = "S",
      description =
          "Load before the first turn, again until the contender gets no better; default 4, quick 2.")
  private int warmup = NOT_GIVEN;

  @Option(
      names = "--pairs",
      paramLabel = "N",
      description = "Idle connections; default 4000, quick 1000.")
  private int pairs = NOT_GIVEN;

  @Option(
      names = "--quick",
      description = "Short, to see that it works; too short for figures to rely on.")
  private boolean quick;

  /**
   * What was asked for.
   *
   * @throws IllegalArgumentException if a number is not positive
   */
  Pace pace() {
    Pace otherwise = quick ? QUICK : USUAL;
    return new Pace(
        chosen("--rounds", rounds, otherwise.rounds()),
        chosen("--seconds", seconds, otherwise.seconds()),
        chosen("--warmup", warmup, otherwise.warmup()),
        chosen("--pairs", pairs, otherwise.pairs()));
  }

  boolean isQuick() {
    return quick;
  }

  private static int chosen(String option, int given, int otherwise) {
    if (given < 0) {
      throw new IllegalArgumentException(option + " is " + given + "; expected 1 or more");
    }
    return given == NOT_GIVEN ? otherwise : given;
  }
}
