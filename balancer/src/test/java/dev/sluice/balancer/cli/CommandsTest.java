package dev.sluice.balancer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CommandsTest {

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int execute(String... args) {
    CommandLine commands = Main.commandLine();
    commands.setOut(new PrintWriter(out));
    commands.setErr(new PrintWriter(err));
    return commands.execute(args);
  }

  private String file(String toml) throws IOException {
    return Files.writeString(folder.resolve("f.toml"), toml).toString();
  }

  private static String listening(int port) {
    return "[[server]]\nlisten = \"127.0.0.1:"
        + port
        + "\"\n[[server.forward]]\nbackends = [{ address = \"127.0.0.1:1\" }]\n";
  }

  @Test
  void checkSaysThatAFileIsFine() throws IOException {
    String file = file(listening(8200));
    assertThat(execute("check", "--config", file)).isZero();
    assertThat(out).hasToString(file + ": ok" + System.lineSeparator());
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void checkTellsEveryErrorOnALineOfItsOwn() throws IOException {
    String file = file("[[server]]\nlisten = \"nowhere\"\nprotokol = \"http\"\n");
    assertThat(execute("check", "--config", file)).isEqualTo(2);
    assertThat(err.toString().lines())
        .hasSizeGreaterThanOrEqualTo(2)
        .allMatch(line -> line.startsWith(file + ":"));
    assertThat(err.toString()).contains(":3:1: ", "did you mean \"protocol\"?");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aMissingFileIsAnErrorOfTheConfiguration() {
    String file = folder.resolve("none.toml").toString();
    assertThat(execute("check", "--config", file)).isEqualTo(2);
    assertThat(execute("run", "--config", file)).isEqualTo(2);
    assertThat(err.toString().lines()).hasSize(2).allMatch(l -> l.contains("does not exist"));
  }

  @Test
  void runSaysWhenAnAddressIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String file = file("access-log = { format = \"off\" }\n" + listening(taken.getLocalPort()));
      assertThat(execute("run", "--config", file)).isEqualTo(1);
      assertThat(err)
          .hasToString(
              "sluice: cannot listen on 127.0.0.1:"
                  + taken.getLocalPort()
                  + ": the address is already in use"
                  + System.lineSeparator());
    }
  }

  @Test
  void runSaysWhenTheAccessLogCanNotBeWritten() throws IOException {
    String log = folder.resolve("none/access.log").toString();
    String file = file("access-log = { path = \"" + log + "\" }\n" + listening(8200));
    assertThat(execute("run", "--config", file)).isBetween(1, 2);
    assertThat(err.toString()).contains(log);
    assertThat(err.toString().lines()).hasSize(1);
  }

  @Test
  void badUsageIsToldAndExitsWithTwo() {
    assertThat(execute()).isEqualTo(2);
    assertThat(execute("check")).isEqualTo(2);
    assertThat(execute("check", "--konfig", "f")).isEqualTo(2);
    assertThat(execute("fly")).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void helpAndVersionAreThereForEveryCommand() {
    for (List<String> command : List.of(List.<String>of(), List.of("run"), List.of("check"))) {
      for (String option : List.of("--help", "--version")) {
        String[] args =
            java.util.stream.Stream.concat(command.stream(), java.util.stream.Stream.of(option))
                .toArray(String[]::new);
        assertThat(execute(args)).as(String.join(" ", args)).isZero();
      }
    }
    assertThat(out.toString()).contains("Usage: balancer", "sluice balancer");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aTakenPortIsReplacedAndTold() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      FreePorts ports = new FreePorts(new PrintWriter(out, true));
      int other = ports.near(taken.getLocalPort());
      assertThat(other).isNotEqualTo(taken.getLocalPort());
      assertThat(out.toString().strip())
          .isEqualTo("port " + taken.getLocalPort() + " is taken, using " + other + " instead");
      assertThat(ports.near(other)).isNotEqualTo(other);
    }
  }

  @Test
  void theDemosConfigurationIsValid() throws IOException {
    String toml =
        new DemoServers(8080, 8200)
            .configuration(List.of(new DemoBackend(9001, 7001), new DemoBackend(9002, 7002)));
    assertThat(execute("check", "--config", file(toml))).as(err.toString()).isZero();
    assertThat(toml).contains("127.0.0.1:9002", "127.0.0.1:7002");
  }

  @Test
  void aMissingProgramIsNamed() throws IOException {
    Path backend = Files.createFile(folder.resolve("backend.jar"));
    Path load = folder.resolve("load.jar");
    assertThat(new Programs(backend, load).missing().orElseThrow()).contains(load.toString());
    Files.createFile(load);
    Programs programs = new Programs(backend, load);
    assertThat(programs.missing()).isEmpty();
    assertThat(programs.backend(new DemoBackend(9001, 7001)))
        .endsWith("--listen", "http://127.0.0.1:9001", "--listen", "tcp://127.0.0.1:7001");
    assertThat(programs.load(5, "http://x/")).endsWith("-n", "5", "http://x/");
  }
}
