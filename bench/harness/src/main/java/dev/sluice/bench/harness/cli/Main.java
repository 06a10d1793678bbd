package dev.sluice.bench.harness.cli;

import dev.sluice.bench.harness.os.Tools;
import picocli.CommandLine;

/** Starts the program. */
public final class Main {

  private static final int FAILED = 1;

  private Main() {}

  /** Runs the command line given and exits with its code. */
  public static void main(String[] args) {
    System.exit(commandLine(Tools.ofThisMachine()).execute(args));
  }

  static CommandLine commandLine(Tools tools) {
    return new CommandLine(new BenchCommand(tools))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(
            (wrong, args) -> {
              wrong
                  .getCommandLine()
                  .getErr()
                  .println("bench: " + wrong.getMessage() + " (see bench --help)");
              return CommandLine.ExitCode.USAGE;
            })
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              command.getErr().println("bench: " + failure.getMessage());
              return FAILED;
            });
  }
}
