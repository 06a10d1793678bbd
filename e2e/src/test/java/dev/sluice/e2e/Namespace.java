package dev.sluice.e2e;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * A network of its own (Linux, root, iproute2) behind one link that can be cut. Tests that need it
 * are skipped where there can be none.
 */
final class Namespace implements AutoCloseable {

  private final String name = "sluice-" + ProcessHandle.current().pid();
  private final String outer = "sl" + ProcessHandle.current().pid();
  private final String net = "10.231." + ProcessHandle.current().pid() % 256;

  private Namespace() {}

  static Namespace create() {
    Namespace namespace = new Namespace();
    try {
      namespace.setUp();
    } catch (AssertionError impossible) {
      namespace.close();
      Assumptions.abort("no network namespace can be made here: " + impossible.getMessage());
    }
    return namespace;
  }

  private void setUp() {
    ip("netns", "add", name);
    ip("link", "add", outer, "type", "veth", "peer", "name", "inner", "netns", name);
    ip("addr", "add", net + ".1/30", "dev", outer);
    ip("link", "set", outer, "up");
    ip("-n", name, "addr", "add", net + ".2/30", "dev", "inner");
    ip("-n", name, "link", "set", "inner", "up");
  }

  /** Where the inner end of the link is. */
  String address() {
    return net + ".2";
  }

  /** Whatever is sent from now on is lost, without an error. */
  void cut() {
    ip("-n", name, "link", "set", "inner", "down");
  }

  void mend() {
    ip("-n", name, "link", "set", "inner", "up");
  }

  /** A sample backend inside. */
  Program backend(int port, String... options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "ip",
                "netns",
                "exec",
                name,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-jar",
                Program.ROOT.resolve("backend-service/target/backend-service.jar").toString(),
                "--listen",
                "http://" + address() + ":" + port));
    command.addAll(List.of(options));
    Program backend = Program.start("backend-service", new ProcessBuilder(command));
    backend.out().await("listening on");
    return backend;
  }

  private static void ip(String... args) {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(args));
    try (Program program = Program.start("ip", new ProcessBuilder(command))) {
      if (program.exitCode() != 0) {
        throw new AssertionError(String.join(" ", command) + ": " + program.err());
      }
    } catch (UncheckedIOException e) {
      throw new AssertionError(e.getCause().getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      // The link goes with it.
      ip("netns", "del", name);
    } catch (AssertionError notThere) {
      // then there is nothing to take away
    }
  }
}
