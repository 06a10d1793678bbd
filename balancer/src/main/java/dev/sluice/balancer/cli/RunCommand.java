package dev.sluice.balancer.cli;

import dev.sluice.balancer.config.Config;
import dev.sluice.balancer.runtime.ListenException;
import dev.sluice.balancer.runtime.TransportException;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code run}: the balancer itself, until it is told to stop. */
@Command(
    name = "run",
    description = "Runs the balancer until SIGTERM or SIGINT.",
    exitCodeOnInvalidInput = ExitCodes.USAGE)
final class RunCommand implements Callable<Integer> {

  @Mixin private ConfigOption option;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    Optional<Config> config = read();
    if (config.isEmpty()) {
      return ExitCodes.USAGE;
    }
    try {
      RunningBalancer running = RunningBalancer.start(config.get());
      running
          .servers()
          .forEach(
              s ->
                  err.println(
                      "listening on " + s.address() + " (" + s.server().protocol().id() + ")"));
      err.flush();
      running.stopAtExit();
      Thread.currentThread().join();
      return ExitCodes.DONE;
    } catch (ListenException | TransportException | IOException e) {
      err.println("sluice: " + e.getMessage());
      err.flush();
      return ExitCodes.FAILED;
    }
  }

  // By a Vert.x of its own: the file says how the other one is to be made.
  private Optional<Config> read() {
    Vertx vertx = Vertx.vertx();
    try {
      return option.load(vertx);
    } finally {
      Waiting.forResult(vertx.close());
    }
  }
}
