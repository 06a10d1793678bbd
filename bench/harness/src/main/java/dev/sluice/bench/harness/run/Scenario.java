package dev.sluice.bench.harness.run;

import static dev.sluice.bench.harness.measure.Measure.BUSY;
import static dev.sluice.bench.harness.measure.Measure.CONNECTIONS_PER_CPU_SECOND;
import static dev.sluice.bench.harness.measure.Measure.CPU_PER_MIB;
import static dev.sluice.bench.harness.measure.Measure.CPU_PER_REQUEST;
import static dev.sluice.bench.harness.measure.Measure.DATA_RATE;
import static dev.sluice.bench.harness.measure.Measure.GROWTH_PER_PAIR;
import static dev.sluice.bench.harness.measure.Measure.P50;
import static dev.sluice.bench.harness.measure.Measure.P99;
import static dev.sluice.bench.harness.measure.Measure.REQUEST_RATE;
import static dev.sluice.bench.harness.measure.Measure.RSS;
import static dev.sluice.bench.harness.measure.Measure.RSS_BEFORE;

import dev.sluice.bench.harness.load.Traffic;
import dev.sluice.bench.harness.load.Traffic.Requests;
import dev.sluice.bench.harness.measure.Measure;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What can be measured. */
public enum Scenario {
  TCP(
      "Small messages on kept connections, through a TCP proxy",
      List.of(
          new Case(
              "small GET",
              new Traffic(Files.SMALL, 64, Requests.KEPT, false),
              Columns.REQUESTS,
              List.of(new Goal(CPU_PER_REQUEST, List.of("haproxy"), "at most 1.0 × HAProxy's"))))),
  BULK(
      "Large answers, plain to plain, through a TCP proxy",
      List.of(
          new Case(
              "64 KiB",
              new Traffic(Files.MEDIUM, 64, Requests.KEPT, false),
              Columns.DATA,
              List.of(
                  new Goal(
                      CPU_PER_MIB,
                      List.of("haproxy", "haproxy-splice", "nginx"),
                      "at most 1.0 × the best peer's by passing on buffers, 0.8 × by splicing"))),
          new Case(
              "1 MiB",
              new Traffic(Files.LARGE, 64, Requests.KEPT, false),
              Columns.DATA,
              List.of(
                  new Goal(
                      CPU_PER_MIB,
                      List.of("haproxy", "haproxy-splice", "nginx"),
                      "at most 0.85 × the best peer's by passing on buffers, 0.65 × by splicing"))))),
  CONNECTIONS(
      "A new connection for each request, through a TCP proxy",
      List.of(
          new Case(
              "small GET, Connection: close",
              new Traffic(Files.SMALL, 64, Requests.CONNECTION_EACH, false),
              List.of(
                  CONNECTIONS_PER_CPU_SECOND, REQUEST_RATE, CPU_PER_REQUEST, P50, P99, BUSY, RSS),
              List.of(
                  new Goal(
                      CONNECTIONS_PER_CPU_SECOND,
                      List.of("haproxy"),
                      "at least 0.9 × HAProxy's"))))),
  IDLE(
      "Connections that only are there, through a TCP proxy",
      List.of(
          new Case(
              "idle pairs",
              new Traffic(Files.SMALL, 64, Requests.KEPT, false),
              List.of(GROWTH_PER_PAIR, RSS_BEFORE, RSS),
              List.of(new Goal(GROWTH_PER_PAIR, List.of(), "at most 20 KiB"))))),
  TLS(
      "Large answers, TLS to the client, plain to the backends",
      List.of(
          new Case(
              "64 KiB",
              new Traffic(Files.MEDIUM, 64, Requests.KEPT, true),
              Columns.DATA,
              List.of(new Goal(CPU_PER_MIB, List.of("haproxy"), "at most 1.1 × HAProxy's"))),
          new Case(
              "1 MiB",
              new Traffic(Files.LARGE, 64, Requests.KEPT, true),
              Columns.DATA,
              List.of(new Goal(CPU_PER_MIB, List.of("haproxy"), "at most 1.1 × HAProxy's"))))),
  HTTP(
      "Requests through an HTTP proxy",
      List.of(
          new Case(
              "small GET",
              new Traffic(Files.SMALL, 64, Requests.KEPT, false),
              Columns.REQUESTS,
              List.of(
                  new Goal(
                      CPU_PER_REQUEST,
                      List.of("haproxy", "nginx"),
                      "at most 1.1 × the best peer's"))),
          new Case(
              "64 KiB",
              new Traffic(Files.MEDIUM, 64, Requests.KEPT, false),
              Columns.BOTH,
              List.of(
                  new Goal(
                      CPU_PER_REQUEST,
                      List.of("haproxy", "nginx"),
                      "at most 1.2 × the best peer's"))),
          new Case(
              "1 MiB",
              new Traffic(Files.LARGE, 64, Requests.KEPT, false),
              Columns.BOTH,
              List.of(
                  new Goal(
                      CPU_PER_REQUEST,
                      List.of("haproxy", "nginx"),
                      "at most 1.2 × the best peer's"))),
          new Case(
              "POST of 64 KiB",
              new Traffic(Files.SINK, 64, Requests.POSTED, false),
              Columns.REQUESTS,
              List.of(
                  new Goal(
                      CPU_PER_REQUEST,
                      List.of("haproxy", "nginx"),
                      "at most 1.2 × the best peer's")))));

  private final String title;
  private final List<Case> cases;

  Scenario(String title, List<Case> cases) {
    this.title = title;
    this.cases = cases;
  }

  /**
   * The one with that id.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Scenario named(String id) {
    return Arrays.stream(values())
        .filter(scenario -> scenario.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown scenario \""
                        + id
                        + "\"; expected all or some of "
                        + Arrays.stream(values())
                            .map(Scenario::id)
                            .collect(Collectors.joining(", "))));
  }

  /** As on the command line and in file names. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** For people. */
  public String title() {
    return title;
  }

  /** In the order in which they run. */
  public List<Case> cases() {
    return cases;
  }

  /** What the backends serve. */
  static final class Files {

    static final String SMALL = "/small";
    static final String MEDIUM = "/64k";
    static final String LARGE = "/1m";
    static final String SINK = "/sink";

    private Files() {}
  }

  private static final class Columns {

    private static final List<Measure> REQUESTS =
        List.of(CPU_PER_REQUEST, REQUEST_RATE, P50, P99, BUSY, RSS);
    private static final List<Measure> DATA =
        List.of(CPU_PER_MIB, DATA_RATE, REQUEST_RATE, P50, P99, BUSY, RSS);
    private static final List<Measure> BOTH =
        List.of(CPU_PER_REQUEST, REQUEST_RATE, CPU_PER_MIB, DATA_RATE, P50, P99, BUSY, RSS);

    private Columns() {}
  }
}
