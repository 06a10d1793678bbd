package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;

/** A run of the load client. */
final class Load implements AutoCloseable {

  private final Program program;

  private Load(Program program) {
    this.program = program;
  }

  /** Starts one that goes on until it is stopped, however slow the machine is. */
  static Load startEndless(String... args) {
    return start(Stream.concat(Stream.of("-d", "1h"), Stream.of(args)).toArray(String[]::new));
  }

  /** Starts one that reports its figures. */
  static Load start(String... args) {
    return new Load(
        Program.start(
            "load-client",
            "512m",
            Stream.concat(Stream.of("--json", "-"), Stream.of(args)).toArray(String[]::new)));
  }

  /** Runs one to its end, which must be a good one. */
  static JsonObject run(String... args) {
    try (Load load = start(args)) {
      return load.figures();
    }
  }

  /** What a person sees. */
  static List<String> printed(String... args) {
    try (Program program = Program.start("load-client", Program.SMALL_HEAP, args)) {
      assertThat(program.exitCode()).as("%s", program.err()).isZero();
      return program.out().all();
    }
  }

  /** Ends it when the test has seen enough; what is under way then doesn't count. */
  JsonObject stop() {
    program.terminate();
    return figures();
  }

  /** Waits for the end. */
  JsonObject figures() {
    assertThat(program.exitCode()).as("%s", program.err()).isZero();
    return new JsonObject(program.out().toString());
  }

  @Override
  public void close() {
    program.close();
  }
}
