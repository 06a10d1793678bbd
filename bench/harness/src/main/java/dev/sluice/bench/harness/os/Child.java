package dev.sluice.bench.harness.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server that runs until it is closed, and no longer than this program. */
public final class Child implements AutoCloseable {

  private static final int GRACE_SECONDS = 5;
  private static final int LAST_LINES = 5;

  private final Procfs procfs = Procfs.ofThisMachine();
  private final Process process;
  private final Path log;
  private final Thread atExit;

  private Child(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.atExit = new Thread(this::stop, "bench-child");
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Starts it with what it prints going to a file. */
  public static Child start(List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    return new Child(builder.start(), log);
  }

  /** Waits that long; false if it ended meanwhile. */
  public boolean staysFor(long millis) {
    try {
      return !process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Time on the processor so far in microseconds, with all its workers. */
  public long cpuMicros() throws IOException {
    long sum = 0;
    for (long pid : pids()) {
      sum += procfs.cpuMicros(pid);
    }
    return sum;
  }

  /** Resident memory in bytes, with all its workers. */
  public long rssBytes() throws IOException {
    long sum = 0;
    for (long pid : pids()) {
      sum += procfs.rssBytes(pid);
    }
    return sum;
  }

  /** File names of the libraries it has loaded. */
  public Set<String> libraries() throws IOException {
    return procfs.libraries(process.pid());
  }

  /** Kernel objects without a file that it has open: {@code [eventpoll]}. */
  public Set<String> anonymousFiles() throws IOException {
    return procfs.anonymousFiles(process.pid());
  }

  /** All that it has printed so far. */
  public String output() throws IOException {
    return Files.readString(log);
  }

  /** The last lines that it printed, without those that tell only where in the code it was. */
  public String lastWords() {
    try {
      List<String> lines =
          Files.readAllLines(log).stream().filter(line -> !line.startsWith("\tat ")).toList();
      return String.join(
          " | ", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    } catch (IOException e) {
      return "(it printed nothing readable)";
    }
  }

  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException ending) {
      // The program is ending; the hook has run, or will.
    }
  }

  private void stop() {
    process.destroy();
    try {
      if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private Set<Long> pids() {
    Set<Long> pids = new TreeSet<>();
    pids.add(process.pid());
    try (Stream<ProcessHandle> workers = process.descendants()) {
      workers.forEach(worker -> pids.add(worker.pid()));
    }
    return pids;
  }
}
