package dev.sluice.balancer.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the balancer. */
@Command(
    name = "balancer",
    description = "Sluice, a load balancer and reverse proxy for TCP and HTTP.",
    subcommands = {RunCommand.class, CheckCommand.class, SimulateCommand.class, DemoCommand.class},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = CommandLine.ScopeType.INHERIT,
    exitCodeOnInvalidInput = ExitCodes.USAGE)
public final class Main implements Runnable {

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    Logging.init();
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setParameterExceptionHandler(
            (wrong, args) -> {
              CommandLine command = wrong.getCommandLine();
              command
                  .getErr()
                  .println(
                      "sluice: "
                          + wrong.getMessage()
                          + " (see "
                          + command.getCommandSpec().qualifiedName()
                          + " --help)");
              return ExitCodes.USAGE;
            })
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              command.getErr().println("sluice: " + failure.getMessage());
              return ExitCodes.FAILED;
            });
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "a command is missing: run, check, simulate or demo");
  }
}
