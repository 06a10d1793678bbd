package dev.sluice.bench.harness.run;

import dev.sluice.bench.harness.contender.Contender;
import dev.sluice.bench.harness.contender.Running;
import dev.sluice.bench.harness.contender.Stage;
import dev.sluice.bench.harness.load.IdlePairs;
import dev.sluice.bench.harness.load.Wrk;
import dev.sluice.bench.harness.measure.Results;
import dev.sluice.bench.harness.measure.Sample;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/** Contenders that hold connections on which nothing happens, each in a process of its own. */
final class Idleness {

  private static final long SETTLE_MILLIS = 2000;

  private final Stage stage;
  private final Wrk wrk;
  private final Pace pace;
  private final Journal journal;

  Idleness(Stage stage, Wrk wrk, Pace pace, Journal journal) {
    this.stage = stage;
    this.wrk = wrk;
    this.pace = pace;
    this.journal = journal;
  }

  Results run(Case kind, List<Contender> contenders) {
    Results results = new Results();
    for (int round = 0; round < pace.rounds(); round++) {
      for (Contender contender : Rounds.order(contenders, round)) {
        try {
          Sample sample = sample(kind, contender);
          results.add(contender.name(), round, sample);
          journal.progress(
              "%s, round %d: %s: %s %s"
                  .formatted(
                      kind.title(),
                      round + 1,
                      contender.name(),
                      kind.key().text(sample.get(kind.key())),
                      kind.key().title()));
        } catch (IOException e) {
          journal.fail(contender.name() + ": " + e.getMessage());
        }
      }
    }
    return results;
  }

  private Sample sample(Case kind, Contender contender) throws IOException {
    try (Running running = stage.start(contender)) {
      // A program that has just started has not yet touched what every program needs.
      if (!new WarmUp(wrk, pace.warmup(), journal).run(kind, running)) {
        throw new IOException("it did not answer while it warmed up");
      }
      settle(running);
      long before = running.child().rssBytes();
      try (IdlePairs pairs =
          IdlePairs.open(
              new InetSocketAddress("127.0.0.1", running.port()),
              kind.traffic().file(),
              pace.pairs())) {
        settle(running);
        return Sample.ofIdle(pairs.count(), before, running.child().rssBytes());
      }
    }
  }

  private static void settle(Running running) throws IOException {
    if (!running.child().staysFor(SETTLE_MILLIS)) {
      throw new IOException("it ended: " + running.child().lastWords());
    }
  }
}
