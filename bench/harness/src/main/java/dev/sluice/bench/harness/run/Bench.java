package dev.sluice.bench.harness.run;

import dev.sluice.bench.harness.contender.Contender;
import dev.sluice.bench.harness.contender.Installation;
import dev.sluice.bench.harness.contender.Stage;
import dev.sluice.bench.harness.load.Wrk;
import dev.sluice.bench.harness.measure.Results;
import dev.sluice.bench.harness.os.Procfs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs scenarios on a stage. */
public record Bench(Installation installation, Stage stage, Wrk wrk, Pace pace) {

  private static final String NO_REUSE =
      "net.ipv4.tcp_tw_reuse is 0: in long runs ports may run out; 2, the kernel's default, avoids it";

  /** What came of a scenario. */
  public record Outcome(
      Scenario scenario, List<Contender> contenders, Map<Case, Results> results, Journal journal) {}

  /** Blocks until every contender that can take part had its rounds. */
  public Outcome run(Scenario scenario, List<Contender> wanted, Journal journal)
      throws IOException {
    List<Contender> contenders = new ArrayList<>();
    for (Contender contender : wanted) {
      Optional<String> obstacle = obstacle(contender);
      obstacle.ifPresent(reason -> journal.skip(contender.name(), reason));
      if (obstacle.isEmpty()) {
        contenders.add(contender);
      }
    }
    if (scenario == Scenario.CONNECTIONS && !Procfs.ofThisMachine().reusesPorts()) {
      journal.progress(NO_REUSE);
      journal.note(NO_REUSE);
    }
    return new Outcome(scenario, contenders, measure(scenario, contenders, journal), journal);
  }

  private Optional<String> obstacle(Contender contender) throws IOException {
    Optional<String> missing = installation.missing(contender);
    return missing.isPresent() ? missing : stage.refused(contender);
  }

  private Map<Case, Results> measure(
      Scenario scenario, List<Contender> contenders, Journal journal) {
    if (scenario != Scenario.IDLE) {
      return new SideBySide(stage, wrk, pace, journal).run(scenario.cases(), contenders);
    }
    Map<Case, Results> results = new LinkedHashMap<>();
    for (Case kind : scenario.cases()) {
      results.put(kind, new Idleness(stage, wrk, pace, journal).run(kind, contenders));
    }
    return results;
  }
}
