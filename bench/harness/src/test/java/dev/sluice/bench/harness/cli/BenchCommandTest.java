package dev.sluice.bench.harness.cli;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.sluice.bench.harness.os.Tools;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

final class BenchCommandTest {

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "udp | unknown scenario \"udp\"; expected all or some of tcp, bulk,",
        "tcp --contenders caddy,haproxy | --contenders: unknown: caddy; expected some of haproxy,",
        "tcp --rounds -1 | --rounds is -1; expected 1 or more",
        "idle --pairs 100000000 | --pairs is 100000000; expected at most ",
        "tcp --rounds many | Invalid value for option '--rounds'",
        "tcp --java-home /nowhere | --java-home: no JDK in /nowhere",
        "--fast | Unknown option: '--fast'"
      })
  void refusesWhatItDoesNotKnow(String line, String message) {
    assertThat(run(new Tools(List.of()), line.split(" "))).isEqualTo(2);
    assertThat(err.toString()).startsWith("bench: ").contains(message).contains("--help");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void needsALoadGenerator() {
    assertThat(run(new Tools(List.of()), "tcp")).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("bench: wrk, which makes the load, isn't installed\n");
  }

  @Test
  void helps() {
    assertThat(run(new Tools(List.of()), "--help")).isZero();
    assertThat(out.toString()).contains("--contenders", "--transport", "Exit codes", "conformance");
  }

  @Test
  void namesWhoTakesNoPartInConformance() throws IOException {
    int code =
        run(
            new Tools(List.of()),
            "--root",
            folder.toString(),
            "conformance",
            "--results",
            folder.toString());

    assertThat(code).as(err::toString).isZero();
    assertThat(out.toString())
        .contains("- sluice: not installed (./sluice builds it)\n")
        .contains("- haproxy: not installed", "- nginx: not installed");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .singleElement(as(STRING))
          .matches("conformance-\\d{4}-\\d\\d-\\d\\d\\.md");
    }
  }

  @Test
  void measuresAPeerThatIsInstalledAndNamesWhatIsNot() throws IOException {
    program("wrk", "echo ' 100 requests in 1.00s, 1.00MB read'");

    assertThat(measure()).as(err::toString).isZero();

    assertThat(out.toString())
        .containsPattern("\\| haproxy +\\| +\\d+\\.\\d\\d \\| +100 \\|")
        .contains("## Skipped\n\n- sluice: not installed (./sluice builds it)\n");
    try (Stream<Path> files = Files.list(folder.resolve("results"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .satisfiesExactlyInAnyOrder(
              page -> assertThat(page).matches("tcp-quick-\\d{4}-\\d\\d-\\d\\d\\.md"),
              chart -> assertThat(chart).matches("tcp-quick-\\d{4}-\\d\\d-\\d\\d\\.svg"));
    }
  }

  @Test
  void failsWhenARequestFailed() throws IOException {
    program(
        "wrk", "echo ' 90 requests in 1.00s, 1.00MB read'; echo 'Non-2xx or 3xx responses: 10'");

    assertThat(measure()).isEqualTo(1);

    assertThat(out.toString())
        .contains("- small GET: haproxy: 10 of 100 requests failed\n")
        .containsPattern("\\| haproxy +\\|");
  }

  @Test
  void failsWhenNothingIsEverAnswered() throws IOException {
    program("wrk", "echo ' 0 requests in 1.00s, 0.00B read'");

    assertThat(measure()).isEqualTo(1);

    assertThat(out.toString())
        .contains("- small GET: haproxy while it warms up: no request was answered in 1.0 s");
  }

  @Test
  void isPatientWithAProgramThatHasJustStarted() throws IOException {
    program(
        "wrk",
        "cd "
            + folder
            + "; if [ -f begun ]; then echo ' 100 requests in 1.00s, 1.00MB read'; "
            + "else touch begun; echo ' 0 requests in 1.00s, 0.00B read'; fi");

    assertThat(measure()).as(err::toString).isZero();
  }

  @Test
  void failsWhenTheLoadGeneratorDoes() throws IOException {
    program("wrk", "echo 'unable to connect'; exit 1");

    assertThat(measure()).isEqualTo(1);

    assertThat(out.toString()).contains("- haproxy: wrk failed: unable to connect\n");
  }

  @Test
  void failsWhenAPeerDoesNotStart() throws IOException {
    program("wrk", "echo ' 100 requests in 1.00s, 1.00MB read'");
    program("haproxy", "echo I will not; exit 1");

    assertThat(measure()).isEqualTo(1);

    assertThat(out.toString()).contains("- haproxy did not start: I will not\n");
  }

  /** A run with a load generator and perhaps a peer of the test's own, and the installed rest. */
  private int measure() throws IOException {
    Tools installed = Tools.ofThisMachine();
    assumeThat(List.of("nginx", "haproxy", "openssl"))
        .allMatch(name -> installed.find(name).isPresent());
    Tools tools =
        new Tools(Stream.concat(Stream.of(folder), installed.folders().stream()).toList());
    Files.createDirectories(folder.resolve("bench"));
    Files.createSymbolicLink(
        folder.resolve("bench/peers"), Path.of("../peers").toAbsolutePath().normalize());
    return run(
        tools,
        "tcp",
        "--quick",
        "--contenders",
        "haproxy,sluice",
        "--root",
        folder.toString(),
        "--results",
        folder.resolve("results").toString());
  }

  private void program(String name, String script) throws IOException {
    Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private int run(Tools tools, String... args) {
    CommandLine command = Main.commandLine(tools);
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    return command.execute(args);
  }
}
