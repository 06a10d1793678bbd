package dev.sluice.bench.harness.run;

import dev.sluice.bench.harness.contender.Contender;
import dev.sluice.bench.harness.contender.Running;
import dev.sluice.bench.harness.contender.Stage;
import dev.sluice.bench.harness.load.Wrk;
import dev.sluice.bench.harness.measure.Results;
import dev.sluice.bench.harness.measure.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Contenders under load: all run all the time, one at a time has the load. */
final class SideBySide {

  private final Stage stage;
  private final Wrk wrk;
  private final Pace pace;
  private final Journal journal;

  SideBySide(Stage stage, Wrk wrk, Pace pace, Journal journal) {
    this.stage = stage;
    this.wrk = wrk;
    this.pace = pace;
    this.journal = journal;
  }

  Map<Case, Results> run(List<Case> cases, List<Contender> contenders) {
    List<Running> running = new ArrayList<>();
    try {
      contenders.forEach(contender -> start(contender, running));
      Map<Case, Results> all = new LinkedHashMap<>();
      for (Case kind : cases) {
        all.put(kind, run(kind, running));
      }
      return all;
    } finally {
      running.forEach(Running::close);
    }
  }

  private void start(Contender contender, List<Running> running) {
    try {
      running.add(stage.start(contender));
    } catch (IOException e) {
      journal.fail(e.getMessage());
    }
  }

  private Results run(Case kind, List<Running> running) {
    List<Running> answering =
        running.stream().filter(contender -> warmedUp(kind, contender)).toList();
    Results results = new Results();
    for (int round = 0; round < pace.rounds(); round++) {
      for (Running contender : Rounds.order(answering, round)) {
        turn(kind, contender, round, results);
      }
    }
    return results;
  }

  private boolean warmedUp(Case kind, Running running) {
    String name = running.contender().name();
    try {
      boolean answers = new WarmUp(wrk, pace.warmup(), journal).run(kind, running);
      Facts.of(running, kind.traffic(), wrk).forEach(journal::note);
      return answers;
    } catch (IOException e) {
      journal.fail(name + ": " + e.getMessage());
      return false;
    }
  }

  private void turn(Case kind, Running running, int round, Results results) {
    String name = running.contender().name();
    try {
      Turn turn = Turn.of(wrk, kind.traffic(), running, pace.seconds());
      turn.complaint().ifPresent(c -> journal.fail(kind.title() + ": " + name + ": " + c));
      if (turn.answered()) {
        Sample sample = turn.sample();
        results.add(name, round, sample);
        journal.progress(
            "%s, round %d: %s: %s %s"
                .formatted(
                    kind.title(),
                    round + 1,
                    name,
                    kind.key().text(sample.get(kind.key())),
                    kind.key().title()));
      }
    } catch (IOException e) {
      journal.fail(name + ": " + e.getMessage());
    }
  }
}
