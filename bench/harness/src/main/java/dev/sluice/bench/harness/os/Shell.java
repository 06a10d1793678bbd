package dev.sluice.bench.harness.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Runs short commands to their end. */
public final class Shell {

  private Shell() {}

  /** What a command printed, errors included, and its exit code. */
  public record Outcome(int code, String output) {

    /** The first line, or an empty one. */
    public String firstLine() {
      return output.lines().findFirst().orElse("").strip();
    }
  }

  /**
   * Blocks until the command has ended.
   *
   * @throws IOException if there is no such program
   */
  public static Outcome run(List<String> command, Map<String, String> environment)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Outcome(process.waitFor(), output);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + command.get(0) + " ran", e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** The same without a change of the environment. */
  public static Outcome run(List<String> command) throws IOException {
    return run(command, Map.of());
  }
}
