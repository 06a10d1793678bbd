package dev.sluice.backend.cli;

import picocli.CommandLine;

/** Starts the program. */
public final class Main {

  private Main() {}

  /** Runs the command line given. */
  public static void main(String[] args) {
    // Before anything of Vert.x is loaded, which would settle on java.util.logging.
    System.setProperty(
        "vertx.logger-delegate-factory-class-name",
        "io.vertx.core.logging.SLF4JLogDelegateFactory");
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new BackendCommand())
        .registerConverter(java.time.Duration.class, new DurationConverter())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(new OneLineErrors());
  }
}
