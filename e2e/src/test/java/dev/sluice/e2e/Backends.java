package dev.sluice.e2e;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A process of the sample backend with one or more listeners on free ports. */
final class Backends implements AutoCloseable {

  private static final Pattern LISTENING = Pattern.compile("listening on .*:(\\d+) as .*");

  private final Program program;
  private final List<Integer> ports;

  private Backends(Program program, int listeners) {
    this.program = program;
    Await.until("the backends listen", () -> !program.alive() || listening().size() == listeners);
    this.ports = listening();
    if (ports.size() != listeners) {
      program.close();
      throw new AssertionError("the backends did not start: " + program.err());
    }
  }

  static Backends http(int count, String... options) {
    return start("http", count, options);
  }

  static Backends tcp(int count, String... options) {
    return start("tcp", count, options);
  }

  static Backends udp(int count, String... options) {
    return start("udp", count, options);
  }

  /** One process that listens on these. */
  static Backends on(List<String> listen, String... options) {
    List<String> args = new ArrayList<>(List.of(options));
    listen.forEach(url -> args.addAll(List.of("--listen", url)));
    return new Backends(
        Program.start("backend-service", "128m", args.toArray(String[]::new)), listen.size());
  }

  /** One on a port that it had before. */
  static Backends again(int port, String... options) {
    List<String> args = new ArrayList<>(List.of(options));
    args.addAll(List.of("--listen", "http://127.0.0.1:" + port));
    return new Backends(Program.start("backend-service", "128m", args.toArray(String[]::new)), 1);
  }

  private static Backends start(String protocol, int count, String... options) {
    return on(Collections.nCopies(count, protocol + "://127.0.0.1:0"), options);
  }

  private List<Integer> listening() {
    return program.out().all().stream()
        .map(LISTENING::matcher)
        .filter(Matcher::matches)
        .map(line -> Integer.valueOf(line.group(1)))
        .toList();
  }

  List<Integer> ports() {
    return ports;
  }

  int port(int index) {
    return ports.get(index);
  }

  /** What the first one calls itself. */
  String name() {
    return "server-" + port(0);
  }

  /** The key {@code backends} of a pool. */
  String toml() {
    return toml(ports.stream().mapToInt(Integer::intValue).toArray());
  }

  static String toml(int... ports) {
    return Arrays.stream(ports)
        .mapToObj(port -> "{ address = \"127.0.0.1:" + port + "\" }")
        .collect(Collectors.joining(", ", "backends = [", "]"));
  }

  /** What the greetings are when each is asked in turn. */
  List<String> greetings(int requests) {
    return IntStream.range(0, requests)
        .mapToObj(i -> "Hi from server " + port(i % ports.size()))
        .toList();
  }

  /** SIGKILL. */
  void kill() {
    program.kill();
  }

  @Override
  public void close() {
    program.close();
  }
}
