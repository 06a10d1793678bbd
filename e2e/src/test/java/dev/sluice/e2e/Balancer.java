package dev.sluice.e2e;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The balancer as a process, with a configuration of its own. */
final class Balancer implements AutoCloseable {

  private static final Pattern LISTENING =
      Pattern.compile("listening on .*:(\\d+) \\((?:tcp|http|udp)\\)");
  private static final Pattern SERVER = Pattern.compile("(?m)^\\[\\[server]]");

  // Says how slow the machine may be, nothing of the balancer.
  private static final Duration LIMIT_OF_LOADS = Duration.ofSeconds(100);

  private final Program program;
  private final List<Integer> ports;

  private Balancer(Program program, int servers) {
    this.program = program;
    Await.until(
        "the balancer listens; it said " + program.err(),
        () -> !program.alive() || listening().size() == servers);
    this.ports = listening();
    if (ports.size() != servers) {
      program.close();
      throw new AssertionError("the balancer did not start: " + program.err());
    }
  }

  static Balancer start(String toml) {
    return start(Program.SMALL_HEAP, toml);
  }

  static Balancer start(String heap, String toml) {
    return run(heap, file(toml));
  }

  static Balancer run(String heap, Path config) {
    try {
      int servers = (int) SERVER.matcher(Files.readString(config)).results().count();
      return new Balancer(
          Program.start("balancer", heap, "run", "--config", config.toString()), servers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One server, in a process that may have no more open files than these. */
  static Balancer startWithFewFiles(int most, String toml) {
    return new Balancer(
        Program.startWithFewFiles(
            most, "balancer", Program.SMALL_HEAP, "run", "--config", file(toml).toString()),
        1);
  }

  /** A file of this content that goes with the test run. */
  static Path file(String toml) {
    try {
      Path file = Files.createTempFile("sluice", ".toml");
      file.toFile().deleteOnExit();
      return Files.writeString(file, toml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One HTTP server on a free port in front of these. */
  static String http(Backends backends) {
    return server("http", backends.toml());
  }

  /** One TCP server on a free port in front of these. */
  static String tcp(Backends backends) {
    return server("tcp", backends.toml());
  }

  static String http(int... ports) {
    return server("http", Backends.toml(ports));
  }

  static String tcp(int... ports) {
    return server("tcp", Backends.toml(ports));
  }

  private static String server(String protocol, String backends) {
    return """
        [[server]]
        listen = "127.0.0.1:0"
        protocol = "%s"

        [[server.forward]]
        %s
        """
        .formatted(protocol, backends);
  }

  private List<Integer> listening() {
    return program.err().all().stream()
        .map(LISTENING::matcher)
        .filter(Matcher::matches)
        .map(line -> Integer.valueOf(line.group(1)))
        .toList();
  }

  /** Of the first server. */
  int port() {
    return port(0);
  }

  int port(int server) {
    return ports.get(server);
  }

  String httpUrl() {
    return httpUrl(0);
  }

  String httpUrl(int server) {
    return "http://127.0.0.1:" + port(server) + "/";
  }

  String tcpUrl() {
    return "tcp://127.0.0.1:" + port();
  }

  /** What the access log says so far. */
  List<JsonObject> accessLog() {
    return program.out().matching(line -> line.startsWith("{")).stream()
        .map(JsonObject::new)
        .toList();
  }

  /** Waits for a number of lines. */
  List<JsonObject> accessLog(int lines) {
    Await.until(
        lines + " lines in the access log, which has " + program.out(), () -> logged() >= lines);
    return accessLog();
  }

  /** Waits for a number of lines of one server, by its name. */
  List<JsonObject> accessLog(String server, int lines) {
    String named = "\"server\":\"" + server + "\"";
    Await.until(
        lines + " lines of " + server + " in the access log, which has " + program.out(),
        () -> program.out().matching(line -> line.contains(named)).size() >= lines);
    return accessLog().stream().filter(l -> server.equals(l.getString("server"))).toList();
  }

  private int logged() {
    return program.out().matching(line -> line.startsWith("{")).size();
  }

  /** Waits for a number of lines of a load, beside those that are there. */
  void awaitMoreOfTheLog(int lines) {
    int before = logged();
    Await.found(
        lines + " more lines in the access log",
        LIMIT_OF_LOADS,
        () -> logged() >= before + lines ? Optional.of(true) : Optional.empty());
  }

  /**
   * Waits until the log says that a backend is in a state.
   *
   * @return the line
   */
  String awaitState(String backend, String state) {
    return program.err().await("backend " + backend + " is " + state + " (");
  }

  String awaitState(int port, String state) {
    return awaitState("127.0.0.1:" + port, state);
  }

  /** Waits until the last thing that the log says of a backend is that it is in a state. */
  void awaitLastState(int port, String state) {
    String about = "backend 127.0.0.1:" + port + " is ";
    Await.until(
        about + state + "; the log is\n" + program.err(),
        () -> {
          List<String> lines = program.err().matching(line -> line.contains(about));
          return !lines.isEmpty() && lines.get(lines.size() - 1).contains(about + state + " (");
        });
  }

  Program program() {
    return program;
  }

  @Override
  public void close() {
    program.close();
  }
}
