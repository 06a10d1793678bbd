package dev.sluice.backend.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reports a bad command line on one line of stderr; exit code 2. */
final class OneLineErrors implements IParameterExceptionHandler {

  @Override
  public int handleParseException(ParameterException error, String[] args) {
    CommandLine command = error.getCommandLine();
    command
        .getErr()
        .println(
            "%s: %s%s (see --help)"
                .formatted(
                    command.getCommandName(),
                    error.getMessage().replaceAll("\\s*\\R\\s*", " "),
                    suggestion(error)));
    return CommandLine.ExitCode.USAGE;
  }

  private static String suggestion(ParameterException error) {
    List<String> close =
        error instanceof UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.of();
    return close.isEmpty() ? "" : "; did you mean \"" + close.get(0) + "\"?";
  }
}
