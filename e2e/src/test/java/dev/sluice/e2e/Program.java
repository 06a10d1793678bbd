package dev.sluice.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One of the three programs, run from its jar. A buffer that it loses fails the test at close. */
final class Program implements AutoCloseable {

  /** The repository. */
  static final Path ROOT = Path.of(System.getProperty("sluice.root"));

  /** Small, so that lost buffers are collected, and thereby found, while the test runs. */
  static final String SMALL_HEAP = "64m";

  /** Far more than any load takes that ends by itself. */
  private static final long PATIENCE_S = 100;

  private final String name;
  private final Process process;
  private final Lines out;
  private final Lines err;

  private Program(String name, Process process) {
    this.name = name;
    this.process = process;
    this.out = Lines.of(process.getInputStream());
    this.err = Lines.of(process.getErrorStream());
  }

  static Program start(String module, String heap, String... args) {
    return start(module, new ProcessBuilder(command(module, heap, args)));
  }

  /** One that writes the classes that it loaded to an archive when it ends by itself. */
  static Program startRecording(Path archive, String module, String... args) {
    List<String> record = List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:cds*=off");
    return start(module, new ProcessBuilder(command(module, SMALL_HEAP, record, args)));
  }

  static Path jar(String module) {
    return ROOT.resolve(module + "/target/" + module + ".jar");
  }

  /** With no more open files than these. */
  static Program startWithFewFiles(int most, String module, String heap, String... args) {
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "ulimit -n " + most + " && exec \"$@\"", "sh"));
    command.addAll(command(module, heap, args));
    return start(module, new ProcessBuilder(command));
  }

  private static List<String> command(String module, String heap, String... args) {
    return command(module, heap, QuickStart.options(module), args);
  }

  private static List<String> command(
      String module, String heap, List<String> options, String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx" + heap,
            // Starts sooner and takes less of the two cores that all processes share.
            "-XX:TieredStopAtLevel=1",
            "-Dio.netty.leakDetection.level=paranoid"));
    if (Runtime.version().feature() >= 24) {
      command.addAll(
          List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    }
    command.addAll(options);
    command.addAll(List.of("-jar", jar(module).toString()));
    command.addAll(List.of(args));
    return command;
  }

  static Program start(String name, ProcessBuilder builder) {
    try {
      return new Program(name, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Results. */
  Lines out() {
    return out;
  }

  /** Diagnostics. */
  Lines err() {
    return err;
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Waits for its end and all of its output. */
  int exitCode() {
    if (!ended()) {
      throw new AssertionError(name + " does not end; it said " + err);
    }
    return process.exitValue();
  }

  private boolean ended() {
    try {
      if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
        return false;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    Await.until("the end of the output of " + name, () -> out.ended() && err.ended());
    return true;
  }

  /** SIGTERM. */
  void terminate() {
    // Not Process.destroy: that also closes the streams, and with them the last lines are lost.
    process.toHandle().destroy();
  }

  /** SIGKILL. */
  void kill() {
    process.toHandle().destroyForcibly();
  }

  @Override
  public void close() {
    kill();
    if (!ended()) {
      throw new AssertionError(name + " can't be killed");
    }
    if (err.leaked()) {
      throw new AssertionError(name + " lost buffers:\n" + err);
    }
  }
}
