package dev.sluice.bench.harness.cli;

import dev.sluice.bench.harness.conformance.ConformancePage;
import dev.sluice.bench.harness.conformance.Score;
import dev.sluice.bench.harness.conformance.Trial;
import dev.sluice.bench.harness.contender.Stage;
import dev.sluice.bench.harness.os.Cores;
import dev.sluice.bench.harness.run.Journal;
import dev.sluice.bench.harness.run.Materials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Not how fast, but how right. */
@Command(
    name = "conformance",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Plays what the HTTP RFCs demand of an intermediary against everybody.",
    footer = {"", "Exit codes: 0 done, whoever passed what; 1 a contender did not start."})
final class ConformanceCommand implements Callable<Integer> {

  private static final int DONE = 0;
  private static final int FAILED = 1;

  @Spec private CommandSpec spec;
  @ParentCommand private BenchCommand bench;

  @Option(
      names = "--results",
      paramLabel = "DIR",
      description = "Where the page goes; default bench/results.")
  private Optional<Path> results = Optional.empty();

  @Override
  public Integer call() throws IOException {
    Journal journal = new Journal(this::progress);
    try (Materials materials = Materials.create(false);
        Stage stage =
            new Stage(
                bench.installation(),
                Cores.unpinned(),
                bench.root().resolve("bench/peers"),
                materials.folder())) {
      List<Score> scores = new Trial(bench.installation(), stage, journal).run();
      report(new ConformancePage(scores, journal));
    }
    return journal.failures().isEmpty() ? DONE : FAILED;
  }

  private void report(ConformancePage page) throws IOException {
    spec.commandLine().getOut().println(page.text());
    spec.commandLine().getOut().flush();
    Path folder = Files.createDirectories(results.orElse(bench.root().resolve("bench/results")));
    String date = BenchCommand.today();
    Path file = folder.resolve("conformance-" + date + ".md");
    Files.writeString(file, page.markdown(date));
    progress("wrote " + file);
  }

  private void progress(String text) {
    spec.commandLine().getErr().println("bench: " + text);
    spec.commandLine().getErr().flush();
  }
}
