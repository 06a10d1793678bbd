package dev.sluice.bench.harness.cli;

import dev.sluice.bench.harness.contender.Contender;
import dev.sluice.bench.harness.contender.Installation;
import dev.sluice.bench.harness.contender.Stage;
import dev.sluice.bench.harness.load.Wrk;
import dev.sluice.bench.harness.os.Machine;
import dev.sluice.bench.harness.os.Tools;
import dev.sluice.bench.harness.report.Chart;
import dev.sluice.bench.harness.report.Page;
import dev.sluice.bench.harness.report.Setting;
import dev.sluice.bench.harness.run.Bench;
import dev.sluice.bench.harness.run.Bench.Outcome;
import dev.sluice.bench.harness.run.Journal;
import dev.sluice.bench.harness.run.Lineup;
import dev.sluice.bench.harness.run.Materials;
import dev.sluice.bench.harness.run.Pace;
import dev.sluice.bench.harness.run.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The one command of the harness. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    subcommands = ConformanceCommand.class,
    description = "Measures Sluice side by side with the peers that are installed.",
    footer = {
      "",
      "Exit codes: 0 done, 1 a request failed or a contender did not start, 2 bad usage.",
      "How fast anything was has no part in it."
    })
final class BenchCommand implements Callable<Integer> {

  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final String ALL = "all";

  private final Tools tools;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "SCENARIO",
      arity = "0..*",
      description = "tcp, bulk, connections, idle, tls, http, or all, which is the default.")
  private List<String> names = List.of(ALL);

  @Mixin private PaceOptions paceOptions;
  @Mixin private SluiceOptions sluice;

  @Option(names = "--contenders", paramLabel = "NAME", split = ",", description = "Only these.")
  private Set<String> wanted = Set.of();

  @Option(
      names = "--results",
      paramLabel = "DIR",
      description = "Where the pages and charts go; default bench/results.")
  private Optional<Path> results = Optional.empty();

  @Option(
      names = "--keep",
      description = "Keep the folder with the configurations and logs of this run.")
  private boolean keep;

  @Option(
      names = "--root",
      paramLabel = "DIR",
      description = "The source tree, if it isn't the working directory.")
  private Path root = Path.of("");

  BenchCommand(Tools tools) {
    this.tools = tools;
  }

  @Override
  public Integer call() throws IOException {
    try {
      return measure(scenarios(), paceOptions.pace());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  private List<Scenario> scenarios() {
    Set<Scenario> chosen = new LinkedHashSet<>();
    for (String name : names) {
      if (name.equals(ALL)) {
        chosen.addAll(List.of(Scenario.values()));
      } else {
        chosen.add(Scenario.named(name));
      }
    }
    List<Scenario> scenarios = List.copyOf(chosen);
    Set<String> unknown = Lineup.unknown(wanted, scenarios, sluice.transports());
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "--contenders: unknown: "
              + String.join(", ", unknown)
              + "; expected some of "
              + String.join(", ", Lineup.names(scenarios, sluice.transports())));
    }
    return scenarios;
  }

  private int measure(List<Scenario> scenarios, Pace pace) throws IOException {
    if (scenarios.contains(Scenario.IDLE) && pace.pairs() > Stage.mostPairs()) {
      throw new IllegalArgumentException(
          "--pairs is %d; expected at most %d, as a process may have only so many files open (ulimit -n)"
              .formatted(pace.pairs(), Stage.mostPairs()));
    }
    Installation installation = installation();
    Path wrk =
        tools
            .find("wrk")
            .orElseThrow(() -> new IOException("wrk, which makes the load, isn't installed"));
    Machine machine = Machine.here(tools);
    if (machine.busy()) {
      progress(
          "other programs run here (load average %.2f): figures are for shape only"
              .formatted(machine.loadBefore()));
    }
    boolean failed = false;
    try (Materials materials = Materials.create(keep);
        Stage stage =
            new Stage(
                installation, machine.pinning(), root.resolve("bench/peers"), materials.folder())) {
      stage.open(materials.values(tools));
      Wrk load =
          new Wrk(
              wrk,
              machine.pinning().load(),
              stage.write("client-openssl.cnf"),
              new Wrk.Scripts(stage.write("spread.lua"), stage.write("post.lua")));
      Bench bench = new Bench(installation, stage, load, pace);
      for (Scenario scenario : scenarios) {
        Journal journal = new Journal(this::progress);
        Outcome outcome = bench.run(scenario, lineup(scenario), journal);
        report(
            outcome,
            new Setting(
                today(),
                machine,
                Programs.of(installation, outcome.contenders(), wrk, root),
                pace));
        failed |= !journal.failures().isEmpty();
      }
      if (keep) {
        progress("configurations and logs are in " + materials.folder());
      }
    }
    return failed ? FAILED : DONE;
  }

  Installation installation() {
    return new Installation(tools, sluice.program(root));
  }

  Path root() {
    return root;
  }

  private List<Contender> lineup(Scenario scenario) {
    return Lineup.of(scenario, sluice.transports()).stream()
        .filter(contender -> wanted.isEmpty() || wanted.contains(contender.name()))
        .toList();
  }

  private void report(Outcome outcome, Setting setting) throws IOException {
    spec.commandLine().getOut().println(Page.text(outcome));
    spec.commandLine().getOut().flush();
    String name =
        outcome.scenario().id() + (paceOptions.isQuick() ? "-quick-" : "-") + setting.date();
    Path folder = Files.createDirectories(results.orElse(root.resolve("bench/results")));
    Path page = folder.resolve(name + ".md");
    Files.writeString(folder.resolve(name + ".svg"), Chart.svg(outcome));
    Files.writeString(page, Page.markdown(outcome, setting, name + ".svg"));
    progress("wrote " + page);
  }

  private void progress(String text) {
    spec.commandLine().getErr().println("bench: " + text);
    spec.commandLine().getErr().flush();
  }

  static String today() {
    return LocalDate.now(ZoneOffset.UTC).toString();
  }
}
