package dev.sluice.bench.harness.conformance;

import dev.sluice.bench.harness.contender.Contender;
import dev.sluice.bench.harness.contender.Installation;
import dev.sluice.bench.harness.contender.Product;
import dev.sluice.bench.harness.contender.Running;
import dev.sluice.bench.harness.contender.Stage;
import dev.sluice.bench.harness.run.Journal;
import dev.sluice.conformance.Case;
import dev.sluice.conformance.Patience;
import dev.sluice.conformance.RecordingBackend;
import dev.sluice.conformance.Suite;
import dev.sluice.conformance.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plays all cases against one contender after the other. */
public record Trial(Installation installation, Stage stage, Journal journal) {

  private static final Patience PATIENCE = new Patience(Duration.ofSeconds(2));

  /** Who takes part, in front of a backend at that port. */
  public static List<Contender> lineup(int backend) {
    Map<String, String> settings = Map.of("BACKEND", "127.0.0.1:" + backend);
    return List.of(
        new Contender("sluice", Product.SLUICE, "sluice-conformance.toml", settings),
        new Contender("haproxy", Product.HAPROXY, "haproxy-conformance.cfg", settings),
        new Contender("nginx", Product.NGINX, "nginx-conformance.conf", settings));
  }

  /** Blocks until everybody had a turn; who can't take part is in the journal. */
  public List<Score> run() throws IOException {
    List<Score> scores = new ArrayList<>();
    try (RecordingBackend backend = new RecordingBackend(PATIENCE)) {
      for (Contender contender : lineup(backend.port())) {
        Optional<String> missing = installation.missing(contender);
        if (missing.isPresent()) {
          journal.skip(contender.name(), missing.get());
        } else {
          play(contender, backend).ifPresent(scores::add);
        }
      }
    }
    return scores;
  }

  private Optional<Score> play(Contender contender, RecordingBackend backend) throws IOException {
    try (Running running = stage.start(contender)) {
      Suite suite = new Suite(backend, running.port(), PATIENCE);
      if (!suite.awaitServing()) {
        throw new IOException(contender.name() + " answers nothing");
      }
      journal.progress(contender.name() + ": " + Suite.cases().size() + " cases");
      Map<String, Verdict> verdicts = new LinkedHashMap<>();
      for (Case of : Suite.cases()) {
        verdicts.put(of.id(), suite.run(of));
      }
      return Optional.of(new Score(contender, installation.version(contender.product()), verdicts));
    } catch (IOException failure) {
      journal.fail(failure.getMessage());
      return Optional.empty();
    }
  }
}
