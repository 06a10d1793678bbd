package dev.sluice.balancer.cli;

import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code check}: reads and validates a configuration, opens nothing. */
@Command(
    name = "check",
    description = "Reads and validates a configuration; opens nothing.",
    exitCodeOnInvalidInput = ExitCodes.USAGE)
final class CheckCommand implements Callable<Integer> {

  @Mixin private ConfigOption config;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() {
    Vertx vertx = Vertx.vertx();
    try {
      if (config.load(vertx).isEmpty()) {
        return ExitCodes.USAGE;
      }
      spec.commandLine().getOut().println(config.file() + ": ok");
      spec.commandLine().getOut().flush();
      return ExitCodes.DONE;
    } finally {
      Waiting.forResult(vertx.close());
    }
  }
}
