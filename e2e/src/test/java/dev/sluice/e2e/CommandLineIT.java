package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exit codes and what is said to the person at the terminal. */
class CommandLineIT {

  @TempDir private Path folder;

  private static Program balancer(String... args) {
    return Program.start("balancer", Program.SMALL_HEAP, args);
  }

  private Path write(String toml) throws IOException {
    return Files.writeString(folder.resolve("sluice.toml"), toml);
  }

  private static String listeningOn(String address) {
    return """
        [[server]]
        listen = "%s"

        [[server.forward]]
        backends = [{ address = "127.0.0.1:9" }]
        """
        .formatted(address);
  }

  @Test
  void checkSaysThatAFileIsFine() throws IOException {
    Path file = write(listeningOn("127.0.0.1:8200"));
    try (Program check = balancer("check", "--config", file.toString())) {
      assertThat(check.exitCode()).isZero();
      assertThat(check.out().all()).containsExactly(file + ": ok");
      assertThat(check.err().all()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"check", "run"})
  void everyErrorOfAFileIsTold(String command) throws IOException {
    Path file =
        write(
            """
            [[server]]
            listen = "0.0.0.0:99999"
            colour = "red"

            [[server.forward]]
            algorithm = "round-robbin"
            backends = [{ address = "127.0.0.1:8080", weight = "x" }]

            [server.timeouts]
            connect = "2 parsecs"

            [[server]]
            listen = "127.0.0.1:8201"

            [[server.forward]]
            pool = "nowhere"
            """);
    try (Program program = balancer(command, "--config", file.toString())) {
      assertThat(program.exitCode()).isEqualTo(2);
      assertThat(program.out().all()).isEmpty();
      List<String> lines = program.err().all();
      assertThat(lines).hasSize(6);
      assertThat(lines.get(0)).startsWith(file + ":2:10: server[0].listen: ");
      assertThat(lines.get(1)).startsWith(file + ":3:1: server[0].colour: unknown key");
      assertThat(lines.get(2))
          .startsWith(file + ":6:13: server[0].forward[0].algorithm: ")
          .endsWith("did you mean \"round-robin\"?");
      assertThat(lines.get(3))
          .startsWith(file + ":7:52: server[0].forward[0].backends[0].weight: ");
      assertThat(lines.get(4)).startsWith(file + ":10:11: server[0].timeouts.connect: ");
      assertThat(lines.get(5)).startsWith(file + ":16:8: server[1].forward[0].pool: ");
    }
  }

  @Test
  void badTomlIsToldWithItsPlace() throws IOException {
    Path file = write("[[server]]\nlisten = \n");
    try (Program program = balancer("run", "--config", file.toString())) {
      assertThat(program.exitCode()).isEqualTo(2);
      assertThat(program.err().all()).hasSize(1);
      assertThat(program.err().all().get(0)).startsWith(file + ":2:10: ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"check", "run"})
  void aMissingFileIsOneLine(String command) {
    Path file = folder.resolve("missing.toml");
    try (Program program = balancer(command, "--config", file.toString())) {
      assertThat(program.exitCode()).isEqualTo(2);
      assertThat(program.err().all()).hasSize(1);
      assertThat(program.err().all().get(0)).startsWith(file + ": ").contains("does not exist");
    }
  }

  @Test
  void aFolderInPlaceOfTheFileIsOneLine() {
    try (Program program = balancer("run", "--config", folder.toString())) {
      assertThat(program.exitCode()).isEqualTo(2);
      assertThat(program.err().all()).hasSize(1);
      assertThat(program.err().all().get(0)).startsWith(folder + ": ");
    }
  }

  @Test
  void anUnreadableFileIsOneLine() throws IOException {
    Path file = write(listeningOn("127.0.0.1:0"));
    assumeTrue(file.toFile().setReadable(false) && !Files.isReadable(file), "root reads anything");
    try (Program program = balancer("run", "--config", file.toString())) {
      assertThat(program.exitCode()).isEqualTo(2);
      assertThat(program.err().all()).hasSize(1);
      assertThat(program.err().all().get(0)).startsWith(file + ": ");
    }
  }

  @Test
  void aPortThatIsTakenIsOneLine() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      Path file = write(listeningOn(address));
      try (Program program = balancer("run", "--config", file.toString())) {
        assertThat(program.exitCode()).isEqualTo(1);
        assertThat(program.err().all())
            .containsExactly(
                "sluice: cannot listen on " + address + ": the address is already in use");
      }
    }
  }

  @Test
  void nothingListensWhenOneServerCannot() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path file =
          write(listeningOn("127.0.0.1:0") + listeningOn("127.0.0.1:" + taken.getLocalPort()));
      try (Program program = balancer("run", "--config", file.toString())) {
        assertThat(program.exitCode()).isEqualTo(1);
        assertThat(program.err().all()).hasSize(1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "run", "check", "run --config", "walk", "run --config a b", "--colour"})
  void badUsageIsExitCode2(String line) {
    String[] args = line.isEmpty() ? new String[0] : line.split(" ");
    try (Program program = balancer(args)) {
      assertThat(program.exitCode()).isEqualTo(2);
      assertThat(program.out().all()).isEmpty();
      assertThat(program.err().all()).isNotEmpty().noneMatch(text -> text.contains("\tat "));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"balancer", "backend-service", "load-client"})
  void everyProgramTellsItsVersionAndItsUsage(String module) {
    try (Program version = Program.start(module, "64m", "--version");
        Program help = Program.start(module, "64m", "--help")) {
      assertThat(version.exitCode()).isZero();
      assertThat(version.out().toString()).containsPattern("\\d+\\.\\d+\\.\\d+");
      assertThat(help.exitCode()).isZero();
      assertThat(help.out().toString()).contains("Usage: " + module);
    }
  }

  @Test
  void everyCommandTellsItsUsage() {
    for (String command : List.of("run", "check", "demo")) {
      try (Program help = balancer(command, "--help")) {
        assertThat(help.exitCode()).as(command).isZero();
        assertThat(help.out().toString()).contains("Usage: balancer " + command);
      }
    }
  }
}
