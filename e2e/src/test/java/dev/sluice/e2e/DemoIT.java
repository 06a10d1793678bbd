package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The first thing that a newcomer runs, through the launcher. */
class DemoIT {

  private static final Pattern ADDRESS = Pattern.compile("\"127\\.0\\.0\\.1:(\\d+)\"");

  private static Program sluice(String... args) {
    List<String> command = new ArrayList<>(List.of("./sluice"));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).directory(Program.ROOT.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return Program.start("sluice", builder);
  }

  /** Takes a port, unless somebody else has it: then it is taken as well. */
  private static ServerSocket taken(int port) throws IOException {
    try {
      return new ServerSocket(port);
    } catch (IOException already) {
      return new ServerSocket(0);
    }
  }

  @Test
  void findsOtherPortsWhereTheUsualOnesAreTaken() throws IOException {
    try (ServerSocket http = taken(8080);
        ServerSocket backend = taken(9001);
        Program demo = sluice("demo", "--once")) {
      assertThat(http.isBound() && backend.isBound()).isTrue();
      assertThat(demo.exitCode()).as("%s\n%s", demo.out(), demo.err()).isZero();
      String said = demo.out().toString();
      assertThat(said)
          .containsPattern("port 8080 is taken, using \\d+ instead")
          .containsPattern("port 9001 is taken, using \\d+ instead")
          .contains("9 requests over HTTP to http://127.0.0.1:")
          .contains("9 requests over TCP to tcp://127.0.0.1:")
          .doesNotContain(":8080\"", ":9001\"");
      assertThat(demo.out().matching(line -> line.startsWith("Hi from server "))).hasSize(18);
      assertThat(Pattern.compile("server-\\d+ +3 +33\\.3 %").matcher(said).results()).hasSize(6);
      List<Integer> ports =
          ADDRESS
              .matcher(said)
              .results()
              .map((MatchResult found) -> Integer.valueOf(found.group(1)))
              .toList();
      assertThat(ports).hasSize(8).noneMatch(Ports::accepts);
    }
  }

  @Test
  void theLauncherPassesOnExitCodesAndExplainsItself() {
    try (Program none = sluice();
        Program unknown = sluice("dance");
        Program help = sluice("--help");
        Program check = sluice("check", "--config", "/nowhere/sluice.toml")) {
      assertThat(none.exitCode()).isEqualTo(2);
      assertThat(unknown.exitCode()).isEqualTo(2);
      assertThat(unknown.err().all()).first().asString().contains("\"dance\"");
      assertThat(help.exitCode()).isZero();
      assertThat(help.out().toString()).contains("demo", "run", "check", "backend", "load");
      assertThat(check.exitCode()).isEqualTo(2);
      assertThat(check.err().all()).hasSize(1);
    }
  }
}
