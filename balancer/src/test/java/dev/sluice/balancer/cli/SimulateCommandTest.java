package dev.sluice.balancer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.Algorithm;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class SimulateCommandTest {

  private static final String CONFIG =
      """
      [[server]]
      listen = "127.0.0.1:8200"

      [[server.forward]]
      pool = "api"

      [[pool]]
      name = "api"
      algorithm = "P2C"
      backends = [
          { address = "127.0.0.1:9001" },
          { address = "127.0.0.1:9002" },
          { address = "[::1]:9003" },
      ]

      [[pool]]
      name = "next"
      backends = [{ address = "127.0.0.1:9004" }]
      """;

  @TempDir private Path folder;
  private Path file;

  private record Ran(int code, String out, String err) {}

  @BeforeEach
  void writeConfig() throws Exception {
    file = Files.writeString(folder.resolve("sluice.toml"), CONFIG);
  }

  private Ran run(String... options) {
    List<String> args = new ArrayList<>(List.of("simulate", "--config", file.toString()));
    args.addAll(List.of(options));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    int code = command.execute(args.toArray(String[]::new));
    return new Ran(code, out.toString(), err.toString());
  }

  @Test
  void comparesAllAlgorithmsAndMarksThePoolsOwn() {
    Ran ran = run("--pool", "api", "--requests", "500");
    assertThat(ran.code()).isZero();
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .startsWith("pool api: 3 backends, 500 requests at 1000/s (poisson)")
        .contains(Algorithm.ids())
        .contains("power-of-two *")
        .contains("127.0.0.1:9001  127.0.0.1:9002  [::1]:9003");
  }

  @Test
  void theSameSeedGivesTheSameBytes() throws Exception {
    Path json = folder.resolve("a.json");
    Path svg = folder.resolve("a.svg");
    List<List<String>> seen = new ArrayList<>();
    for (String seed : List.of("7", "7", "8")) {
      Ran ran =
          run(
              "--pool=api",
              "--requests=2000",
              "--seed=" + seed,
              "--backend-fail=127.0.0.1:9001=0.3",
              "--json=" + json,
              "--plot=" + svg);
      assertThat(ran.code()).isZero();
      seen.add(List.of(ran.out(), Files.readString(json), Files.readString(svg)));
    }
    assertThat(seen.get(1)).isEqualTo(seen.get(0));
    assertThat(seen.get(2).get(1)).isNotEqualTo(seen.get(0).get(1));
  }

  @Test
  void everyOptionReachesTheSimulation() throws Exception {
    Path json = folder.resolve("a.json");
    Path html = folder.resolve("a.HTML");
    Ran ran =
        run(
            "--pool=api",
            "--algorithm=round-robin",
            "--algorithm=LeastLatency",
            "--arrivals=200/s,constant",
            "--duration=5s",
            "--clients=50,zipf",
            "--backend-latency=exp:4ms",
            "--backend-latency=[::1]:9003=40ms~10ms",
            "--backend-concurrency=8",
            "--backend-concurrency=127.0.0.1:9002=2",
            "--backend-fail=127.0.0.1:9001=0.25@const:1ms",
            "--backend-down=127.0.0.1:9002=1s..2s",
            "--attempts=3",
            "--retry-on=connect-failure,5xx",
            "--retry-budget=1",
            "--timeout=2s",
            "--json=" + json,
            "--plot=" + html);
    assertThat(ran.code()).isZero();
    assertThat(ran.out())
        .contains("1000 requests at 200/s (constant), clients: 50 (zipf), seed 1")
        .contains("\nround-robin ", "\nleast-latency ")
        .doesNotContain("maglev");
    assertThat(Files.readString(json))
        .contains("\"latency\" : \"exp:4ms\"", "\"latency\" : \"40ms~10ms\"")
        .contains("\"concurrency\" : 8", "\"concurrency\" : 2")
        .contains("\"fail_share\" : 0.25", "\"fail_latency\" : \"const:1ms\"")
        .contains("\"from_s\" : 1.0");
    assertThat(Files.readString(html)).startsWith("<!doctype html>");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--pool=apj | there is no pool \"apj\"; expected one of api, next; did you mean \"api\"?",
        "--seed=1 | --pool is missing; expected one of api, next",
        "--algorithm=maglef | --algorithm: \"maglef\" is unknown; expected one of round-robin,",
        "--algorithm=maglef | did you mean \"maglev\"?",
        "--arrivals=fast | --arrivals: \"fast\" is not a rate",
        "--requests=0 | --requests: \"0\" is not possible",
        "--duration=1h | --duration: \"1h\" brings 3600000 requests",
        "--clients=none | --clients: \"none\" is not possible",
        "--plot=a.png | --plot: expected FILE.svg or FILE.html",
        "--attempts=0 | --attempts: expected a number from 1 to 100",
        "--attempts=x | Invalid value for option '--attempts'",
        "--retry-on=reset | --retry-on: \"reset\" is unknown",
        "--retry-budget=2 | --retry-budget: expected a share from 0 to 1",
        "--timeout=soon | --timeout: \"soon\" is not a time",
        "--nonsense | Unknown option: '--nonsense'",
      })
  void badUsageIsOneLineAndEndsInTwo(String option, String message) {
    assertRefused(run(option), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--backend-latency=127.0.0.1:9004=1ms | \"127.0.0.1:9004\" is no backend of the pool",
        "--backend-latency=0ms | --backend-latency: \"0ms\" is no time at all",
        "--backend-concurrency=0 | --backend-concurrency: \"0\" is not possible",
        "--backend-fail=2 | --backend-fail: \"2\" is not possible",
        "--backend-down=5s | --backend-down: \"5s\" is not an interval",
      })
  void badWordsAboutBackendsAreToo(String option, String message) {
    assertRefused(run("--pool=api", option), message);
  }

  @Test
  void requestsAndDurationExcludeEachOther() {
    assertRefused(run("--requests=5", "--duration=5s"), "--duration: given beside --requests");
  }

  private static void assertRefused(Ran ran, String message) {
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).startsWith("sluice: ").contains(message);
    assertThat(ran.err().lines()).hasSize(1);
  }

  @Test
  void aBadConfigurationIsReportedAsAnywhere() throws Exception {
    Files.writeString(file, "[[server]]\nlissten = \"x\"\n");
    Ran ran = run("--pool=api");
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("did you mean \"listen\"?");
  }

  @Test
  void aFileThatCannotBeWrittenEndsInOne() {
    Ran ran = run("--pool=api", "--requests=10", "--json=" + folder.resolve("none/a.json"));
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err())
        .contains("sluice: can't write ")
        .contains("a.json: its folder does not exist");
    assertThat(ran.err().lines()).hasSize(1);
  }
}
