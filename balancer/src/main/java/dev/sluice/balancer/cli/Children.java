package dev.sluice.balancer.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Processes that end with this one. */
final class Children implements AutoCloseable {

  private final List<Process> processes = new ArrayList<>();

  Children() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "sluice-demo-children"));
  }

  /** Starts a process and waits until it has printed so many lines that begin in this way. */
  void startAndAwait(List<String> command, String beginning, int lines) throws IOException {
    Process process =
        start(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT));
    BufferedReader reader = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
    int seen = 0;
    while (seen < lines) {
      String line = reader.readLine();
      if (line == null) {
        throw new IOException("a sample backend ended before it listened");
      }
      seen += line.startsWith(beginning) ? 1 : 0;
    }
  }

  /** Runs a process to its end, with its output in ours. */
  int run(List<String> command) throws IOException, InterruptedException {
    return start(new ProcessBuilder(command).inheritIO()).waitFor();
  }

  private synchronized Process start(ProcessBuilder builder) throws IOException {
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  @Override
  public synchronized void close() {
    processes.forEach(Process::destroy);
    for (Process process : processes) {
      try {
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
