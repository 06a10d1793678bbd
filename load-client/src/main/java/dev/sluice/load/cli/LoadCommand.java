package dev.sluice.load.cli;

import dev.sluice.load.carrier.ErrorKind;
import dev.sluice.load.plan.Pace;
import dev.sluice.load.plan.Plan;
import dev.sluice.load.plan.Target;
import dev.sluice.load.report.TextReport;
import dev.sluice.load.run.LoadRun;
import dev.sluice.load.run.RunObserver;
import dev.sluice.load.stats.Summary;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The one command of the load client. */
@Command(
    name = "load-client",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Sends requests and reports how they spread and how long they took.",
      "Without options: 10 requests, each answer printed, then the spread."
    },
    footer = {"", "Exit codes: 0 done, 1 nothing was reachable, 2 bad usage, 3 a --fail-if held."})
final class LoadCommand implements Callable<Integer> {

  static final int DONE = 0;
  static final int UNREACHABLE = 1;
  static final int CROSSED = 3;

  private final Consumer<LoadRun> started;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "URL",
      arity = "1..*",
      description =
          "http://, https://, h2c://, tcp://, ws:// or wss://; several are taken in turn.")
  private List<Target> targets;

  @Mixin private PaceOptions pace;
  @Mixin private MessageOptions message;
  @Mixin private WireOptions wire;
  @Mixin private OutputOptions output;

  LoadCommand(Consumer<LoadRun> started) {
    this.started = started;
  }

  @Override
  public Integer call() throws IOException {
    Plan plan = plan();
    Summary summary = run(plan);
    output.write(summary, out());
    return judge(summary);
  }

  private Plan plan() {
    try {
      output.check();
      Pace checked = pace.pace();
      return new Plan(
          targets, checked, message.message(), wire.wire(), output.printsAnswers(checked));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  private Summary run(Plan plan) {
    if (output.printsText() && !plan.pace().duration().isZero() && Terminal.attached()) {
      try (Progress progress = new Progress(err())) {
        return run(plan, progress);
      }
    }
    return run(plan, plan.keepAnswers() ? Observers.printing(out(), err()) : Observers.silent());
  }

  private Summary run(Plan plan, RunObserver observer) {
    LoadRun run = LoadRun.start(plan, observer);
    started.accept(run);
    try {
      return run.summary().toCompletableFuture().join();
    } catch (CompletionException e) {
      throw new IllegalStateException("the run broke off: " + e.getCause().getMessage(), e);
    }
  }

  private int judge(Summary summary) {
    if (summary.generatorLate()) {
      err()
          .println(
              "The load generator itself was the bottleneck: it started "
                  + summary.setup().late()
                  + " requests more than 10 ms late. Lower --rate, or give it more CPU.");
    }
    if (unreachable(summary)) {
      String cause = summary.counts().causes().getOrDefault(ErrorKind.CONNECT.text(), "");
      err().println("Nothing was reachable: " + TextReport.printable(cause));
      return UNREACHABLE;
    }
    List<String> crossed = output.crossed(summary);
    crossed.forEach(text -> err().println("Threshold crossed: " + text));
    return crossed.isEmpty() ? DONE : CROSSED;
  }

  private static boolean unreachable(Summary summary) {
    long requests = summary.counts().requests();
    return requests > 0
        && summary.counts().errors().getOrDefault(ErrorKind.CONNECT.text(), 0L) == requests;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
