package dev.sluice.load.stats;

import dev.sluice.load.carrier.Answer;
import dev.sluice.load.carrier.ErrorKind;
import dev.sluice.load.plan.Endpoint;
import dev.sluice.load.plan.KeepAlive;
import dev.sluice.load.plan.Message;
import dev.sluice.load.plan.Pace;
import dev.sluice.load.plan.Plan;
import dev.sluice.load.plan.Scheme;
import dev.sluice.load.plan.Target;
import dev.sluice.load.plan.Wire;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Summaries for tests. */
public final class Summaries {

  private Summaries() {}

  /** {@code answers} answers of 1 ms, 2 ms, … by {@code backend}, then {@code resets} resets. */
  public static Summary of(int answers, int resets, String backend) {
    Recorder recorder = new Recorder(0);
    for (int i = 1; i <= answers; i++) {
      recorder.answered(0, i * 1_000_000L, new Answer(200, backend, 10, 5, ""));
    }
    for (int i = 0; i < resets; i++) {
      recorder.failed(0, 1_000_000, ErrorKind.RESET, "closed by <peer>");
    }
    return Recorder.summary(plan(Duration.ZERO), List.of(recorder));
  }

  static Plan plan(Duration warmup) {
    return new Plan(
        List.of(
            new Target(
                "http://localhost/?a=<b>&c", new Endpoint(Scheme.HTTP, "localhost", 80), "/")),
        new Pace(1, Duration.ZERO, warmup, 0, 1),
        new Message("GET", List.of(), Optional.empty()),
        new Wire(KeepAlive.BY_SCHEME, Duration.ofSeconds(5), false, Optional.empty()),
        false);
  }
}
