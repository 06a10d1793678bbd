package dev.sluice.bench.harness.run;

import dev.sluice.bench.harness.contender.Running;
import dev.sluice.bench.harness.load.Wrk;
import java.io.IOException;

/**
 * Load until a contender gets no better: a compiler that works beside the traffic is done sooner or
 * later, depending on what else the machine does.
 */
record WarmUp(Wrk wrk, int seconds, Journal journal) {

  private static final int MOST_TURNS = 10;

  // On a busy machine, a program that has just started may not get round to an answer.
  private static final int COLD_TURNS = 2;

  /** Blocks; false if nothing was answered. */
  boolean run(Case kind, Running running) throws IOException {
    String who = kind.title() + ": " + running.contender().name() + " while it warms up: ";
    Warmth warmth = Warmth.of(running.contender().ours());
    for (int i = 0; i < MOST_TURNS && !warmth.reached(); i++) {
      Turn turn = Turn.of(wrk, kind.traffic(), running, seconds);
      if (i < COLD_TURNS && turn.nothing()) {
        continue;
      }
      turn.complaint().ifPresent(complaint -> journal.fail(who + complaint));
      if (!turn.answered()) {
        return false;
      }
      journal.progress(who + "%.2f CPU µs per request".formatted(turn.cpuPerRequest()));
      warmth.add(turn.load().requests(), turn.cpuPerRequest());
    }
    return true;
  }
}
