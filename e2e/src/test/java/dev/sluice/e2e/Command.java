package dev.sluice.e2e;

import java.io.File;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Programs of the system, which need not be installed. */
final class Command {

  private Command() {}

  /** Runs one to its end with nothing on its input; what it printed, on both streams. */
  static String output(String... command) {
    try (Program program = start(command)) {
      int code = program.exitCode();
      String all = String.join("\n", program.out().all()) + "\n" + program.err();
      if (code != 0) {
        throw new AssertionError(String.join(" ", command) + ": exit code " + code + "\n" + all);
      }
      return all;
    }
  }

  /** Starts one; the test is skipped where there is none. */
  static Program start(String... command) {
    ProcessBuilder builder = new ProcessBuilder(List.of(command));
    try {
      return Program.start(command[0], builder.redirectInput(new File("/dev/null")));
    } catch (UncheckedIOException missing) {
      Assumptions.abort(command[0] + " is not installed");
      throw missing;
    }
  }
}
