package dev.sluice.load.cli;

import dev.sluice.load.plan.Durations;
import dev.sluice.load.plan.Target;
import dev.sluice.load.run.LoadRun;
import dev.sluice.load.threshold.Threshold;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Starts the program. */
public final class Main {

  private static final int FAILED = 1;

  private Main() {}

  /** Runs the command line given and exits with its code. */
  public static void main(String[] args) {
    Interruption interruption = new Interruption();
    interruption.install();
    int code = commandLine(interruption::started).execute(args);
    interruption.ended(code);
    System.exit(code);
  }

  static CommandLine commandLine(Consumer<LoadRun> started) {
    return new CommandLine(new LoadCommand(started))
        // --body @FILE is ours.
        .setExpandAtFiles(false)
        .registerConverter(Duration.class, converter(Durations::parse))
        .registerConverter(Target.class, converter(Target::parse))
        .registerConverter(Threshold.class, converter(Threshold::parse))
        .setParameterExceptionHandler(
            (failure, args) -> {
              PrintWriter err = failure.getCommandLine().getErr();
              err.println("load-client: " + failure.getMessage());
              err.println("See load-client --help.");
              return CommandLine.ExitCode.USAGE;
            })
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              command.getErr().println("load-client: " + failure.getMessage());
              return FAILED;
            });
  }

  private static <T> ITypeConverter<T> converter(Function<String, T> parser) {
    return text -> {
      try {
        return parser.apply(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    };
  }
}
