package dev.sluice.balancer.cli;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.Algorithm;
import dev.sluice.balancer.config.BackendConfig;
import dev.sluice.balancer.config.Config;
import dev.sluice.balancer.config.FailureKind;
import dev.sluice.balancer.config.PoolConfig;
import dev.sluice.balancer.config.RetryConfig;
import dev.sluice.balancer.config.Suggestions;
import dev.sluice.balancer.simulate.Arrivals;
import dev.sluice.balancer.simulate.BackendModel;
import dev.sluice.balancer.simulate.Clients;
import dev.sluice.balancer.simulate.Failing;
import dev.sluice.balancer.simulate.LatencyModel;
import dev.sluice.balancer.simulate.Length;
import dev.sluice.balancer.simulate.Outage;
import dev.sluice.balancer.simulate.PerBackend;
import dev.sluice.balancer.simulate.PoolChoice;
import dev.sluice.balancer.simulate.Result;
import dev.sluice.balancer.simulate.Scenario;
import dev.sluice.balancer.simulate.Simulation;
import dev.sluice.balancer.simulate.Spans;
import dev.sluice.balancer.simulate.report.Comparison;
import dev.sluice.balancer.simulate.report.JsonReport;
import dev.sluice.balancer.simulate.report.Plot;
import dev.sluice.balancer.simulate.report.TextReport;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code simulate}: which algorithm for these backends, before any of them runs. */
@Command(
    name = "simulate",
    description = {
      "Simulates a pool of the configuration in virtual time, with the code that balances real"
          + " traffic, and compares the algorithms. Opens nothing.",
      ""
    },
    sortOptions = false,
    exitCodeOnInvalidInput = ExitCodes.USAGE)
final class SimulateCommand implements Callable<Integer> {

  private static final String NONE = "";

  @Mixin private ConfigOption config;

  @Option(
      names = "--pool",
      paramLabel = "NAME",
      defaultValue = NONE,
      description = "The pool; may be left out when there is only one.")
  private String pool;

  @Option(
      names = "--algorithm",
      paramLabel = "NAME",
      description = "An algorithm to compare; repeatable. Default: all.")
  private List<String> algorithms = new ArrayList<>();

  @Option(
      names = "--arrivals",
      paramLabel = "RATE",
      defaultValue = "1000/s",
      description =
          "Requests come at this rate: 1000/s, 90/m; at random (Poisson) unless \",constant\" is"
              + " added. Default: ${DEFAULT-VALUE}.")
  private String arrivals;

  @Option(
      names = "--requests",
      paramLabel = "N",
      defaultValue = NONE,
      description = "So many requests come, at most 1000000. Default: 20000.")
  private String requests;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      defaultValue = NONE,
      description = "Requests come for so long, in virtual time, instead of --requests.")
  private String duration;

  @Option(
      names = "--clients",
      paramLabel = "N[,zipf]",
      defaultValue = "1000",
      description =
          "Distinct clients, which the hashing algorithms keep apart; with \",zipf\", some send"
              + " far more than others. Default: ${DEFAULT-VALUE}.")
  private String clients;

  @Option(
      names = "--backend-latency",
      paramLabel = "[ADDRESS=]TIME",
      description =
          "How long a backend works on a request: 10ms (log-normal, the standard deviation as"
              + " large as the mean), 10ms~2ms (mean~deviation), exp:10ms, const:10ms. Without an"
              + " address, for all others; repeatable. Default: 5ms.")
  private List<String> latencies = new ArrayList<>();

  @Option(
      names = "--backend-concurrency",
      paramLabel = "[ADDRESS=]N",
      description =
          "Requests a backend works on at one time; more wait at it. Repeatable. Default: 16.")
  private List<String> concurrencies = new ArrayList<>();

  @Option(
      names = "--backend-fail",
      paramLabel = "[ADDRESS=]SHARE[@TIME]",
      description =
          "Share of a backend's answers that are 5xx, 0 to 1, and how long these take if not as"
              + " long as the others. Repeatable.")
  private List<String> failures = new ArrayList<>();

  @Option(
      names = "--backend-down",
      paramLabel = "[ADDRESS=]FROM..TO",
      description = "A backend refuses connections in that time, such as 10s..20s. Repeatable.")
  private List<String> outages = new ArrayList<>();

  @Option(
      names = "--attempts",
      paramLabel = "N",
      defaultValue = "2",
      description = "Tries for each request, the first one included. Default: ${DEFAULT-VALUE}.")
  private int attempts;

  @Option(
      names = "--retry-on",
      paramLabel = "KIND",
      split = ",",
      defaultValue = "connect-failure",
      description =
          "What is tried again: connect-failure, timeout, 5xx. Default: ${DEFAULT-VALUE}.")
  private List<String> retryOn = new ArrayList<>();

  @Option(
      names = "--retry-budget",
      paramLabel = "SHARE",
      defaultValue = "0.2",
      description =
          "Retries are at most this share of the requests of the last ten seconds, though 30 are"
              + " always allowed. Default: ${DEFAULT-VALUE}.")
  private double budget;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "0s",
      description = "After which a try is given up; 0s for never. Default: ${DEFAULT-VALUE}.")
  private String timeout;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Everything left to chance follows from it: the same seed, the same output. Default:"
              + " ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures there too.")
  private Optional<Path> json = Optional.empty();

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description = "Draws latencies and spread there: an SVG or HTML file by its ending.")
  private Optional<Path> plot = Optional.empty();

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() {
    plot.ifPresent(
        file -> require(isSvg(file) || isHtml(file), "--plot", "expected FILE.svg or FILE.html"));
    Set<Algorithm> wanted = algorithms();
    Scenario.Traffic traffic = traffic();
    RetryConfig retries = retries();
    Optional<Config> loaded = load();
    if (loaded.isEmpty()) {
      return ExitCodes.USAGE;
    }
    PoolConfig chosen =
        usage(
            () ->
                PoolChoice.find(loaded.get().pools(), Optional.of(pool).filter(n -> !n.isEmpty())));
    Scenario scenario = new Scenario(chosen, traffic, backends(chosen), retries, seed);
    List<Result> results = wanted.stream().map(a -> Simulation.run(scenario, a)).toList();
    return report(new Comparison(scenario, results));
  }

  private Optional<Config> load() {
    Vertx vertx = Vertx.vertx();
    try {
      return config.load(vertx);
    } finally {
      Waiting.forResult(vertx.close());
    }
  }

  private Set<Algorithm> algorithms() {
    Set<Algorithm> found = new LinkedHashSet<>();
    for (String name : algorithms) {
      Optional<Algorithm> algorithm = Algorithm.parse(name);
      require(
          algorithm.isPresent(),
          "--algorithm",
          "\""
              + name
              + "\" is unknown; expected one of "
              + String.join(", ", Algorithm.ids())
              + Suggestions.hint(name, Algorithm.ids()));
      algorithm.ifPresent(found::add);
    }
    return found.isEmpty() ? new LinkedHashSet<>(Arrays.asList(Algorithm.values())) : found;
  }

  private Scenario.Traffic traffic() {
    Arrivals rate = option("--arrivals", () -> Arrivals.parse(arrivals));
    require(
        requests.isEmpty() || duration.isEmpty(),
        "--duration",
        "given beside --requests; expected one of them");
    Length length =
        duration.isEmpty()
            ? option(
                "--requests", () -> Length.parseRequests(requests.isEmpty() ? "20000" : requests))
            : option("--duration", () -> Length.parseTime(duration, rate));
    return new Scenario.Traffic(rate, length, option("--clients", () -> Clients.parse(clients)));
  }

  private RetryConfig retries() {
    require(attempts >= 1 && attempts <= 100, "--attempts", "expected a number from 1 to 100");
    Set<FailureKind> kinds = new LinkedHashSet<>();
    for (String name : retryOn) {
      Optional<FailureKind> kind = FailureKind.parse(name);
      require(
          kind.isPresent() && kind.get() != FailureKind.RESET,
          "--retry-on",
          "\"" + name + "\" is unknown; expected one of connect-failure, timeout, 5xx");
      kind.ifPresent(kinds::add);
    }
    require(budget >= 0 && budget <= 1, "--retry-budget", "expected a share from 0 to 1");
    RetryConfig.Budget usual = RetryConfig.Budget.DEFAULT;
    Duration perTry = option("--timeout", () -> Spans.parse(timeout));
    return new RetryConfig(
        attempts,
        new RetryConfig.On(kinds, List.of(), false),
        perTry,
        new RetryConfig.Budget(budget, usual.floor(), usual.window()),
        RetryConfig.Backoff.DEFAULT,
        Optional.empty());
  }

  private Map<Address, BackendModel> backends(PoolConfig chosen) {
    PerBackend<LatencyModel> latency =
        option(
            "--backend-latency",
            () -> PerBackend.parse(latencies, chosen, LatencyModel::parse).single());
    PerBackend<Integer> concurrency =
        option(
            "--backend-concurrency",
            () -> PerBackend.parse(concurrencies, chosen, BackendModel::parseConcurrency).single());
    PerBackend<Failing> failing =
        option("--backend-fail", () -> PerBackend.parse(failures, chosen, Failing::parse).single());
    PerBackend<Outage> down =
        option("--backend-down", () -> PerBackend.parse(outages, chosen, Outage::parse));
    Map<Address, BackendModel> models = new LinkedHashMap<>();
    for (BackendConfig backend : chosen.backends()) {
      Address address = backend.address();
      models.put(
          address,
          new BackendModel(
              latency.one(address, BackendModel.DEFAULT.latency()),
              concurrency.one(address, BackendModel.DEFAULT.concurrency()),
              failing.one(address, Failing.NEVER),
              down.all(address)));
    }
    return models;
  }

  private int report(Comparison comparison) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(TextReport.of(comparison));
    out.flush();
    boolean written =
        write(json, () -> JsonReport.of(comparison))
            & write(
                plot,
                () -> isSvg(plot.orElseThrow()) ? Plot.svg(comparison) : Plot.html(comparison));
    return written ? ExitCodes.DONE : ExitCodes.FAILED;
  }

  private boolean write(Optional<Path> file, Supplier<String> text) {
    if (file.isPresent()) {
      try {
        Files.writeString(file.get(), text.get());
      } catch (IOException e) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("sluice: can't write " + file.get() + ": " + reason(e));
        err.flush();
        return false;
      }
    }
    return true;
  }

  private static String reason(IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return "its folder does not exist";
    }
    return failure instanceof AccessDeniedException ? "permission denied" : failure.getMessage();
  }

  private static boolean isSvg(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".svg");
  }

  private static boolean isHtml(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".html");
  }

  private <T> T option(String name, Supplier<T> value) {
    return usage(
        () -> {
          try {
            return value.get();
          } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
          }
        });
  }

  private <T> T usage(Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private void require(boolean right, String option, String message) {
    if (!right) {
      throw new CommandLine.ParameterException(spec.commandLine(), option + ": " + message);
    }
  }
}
