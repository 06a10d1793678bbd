package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Several pools behind one rule, and two ranks within one pool. */
class SplitMirrorBackupIT {

  private static Backends main;
  private static Backends next;

  @BeforeAll
  static void start() {
    main = Backends.http(1);
    next = Backends.http(1);
  }

  @AfterAll
  static void stop() {
    main.close();
    next.close();
  }

  private static String config(String destination, int second) {
    return """
    [[pool]]
    name = "main"
    %s

    [[pool]]
    name = "next"
    %s

    [[server]]
    listen = "127.0.0.1:0"
    protocol = "http"

    [[server.forward]]
    %s
    """
        .formatted(main.toml(), Backends.toml(second), destination);
  }

  @Test
  void aSplitDividesByItsWeights() {
    try (Balancer balancer =
        Balancer.start(
            config(
                "split = [{ pool = \"main\", weight = 90 }, { pool = \"next\", weight = 10 }]",
                next.port(0)))) {
      JsonObject figures = Load.run("-n", "2000", "-c", "8", balancer.httpUrl());
      assertThat(figures.getJsonObject("errors").getMap()).isEmpty();
      JsonObject spread = figures.getJsonObject("by_backend");
      // Six standard deviations of chance.
      assertThat(spread.getLong(main.name())).isCloseTo(1800, Offset.offset(80L));
      assertThat(spread.getLong(next.name())).isCloseTo(200, Offset.offset(80L));
    }
  }

  private static String mirrored(int port) {
    return config("pool = \"main\"\nmirror = { pool = \"next\" }", port);
  }

  @Test
  void copiesArriveWithTheirBodiesAndTheirAnswersAreDropped() throws IOException {
    Queue<String> copies = new ConcurrentLinkedQueue<>();
    try (ScriptedBackend mirror =
            new ScriptedBackend(
                wire -> {
                  while (true) {
                    List<String> head = wire.head();
                    String start = head.get(0);
                    String body = start.startsWith("POST") ? copied(wire, head) : "";
                    copies.add(start + "|" + body);
                    wire.send("HTTP/1.1 500 No\r\nContent-Length: 4\r\n\r\ncopy");
                  }
                });
        Balancer balancer = Balancer.start(mirrored(mirror.port()))) {
      for (int i = 0; i < 5; i++) {
        Answer posted = Wire.post(balancer.port(), "/echo?i=" + i, "body-" + i);
        assertThat(posted.status()).isEqualTo(200);
        assertThat(posted.text()).isEqualTo("body-" + i);
        assertThat(Wire.get(balancer.port(), "/?i=" + i).header("x-backend"))
            .isEqualTo(main.name());
      }
      Await.until("all copies are there: " + copies, () -> copies.size() == 10);
      assertThat(copies)
          .contains("POST /echo?i=3 HTTP/1.1|body-3", "GET /?i=3 HTTP/1.1|")
          .doesNotHaveDuplicates();
    }
  }

  /** A body of six bytes, however it is framed. */
  private static String copied(Wire wire, List<String> head) throws IOException {
    boolean chunked = head.stream().anyMatch("transfer-encoding: chunked"::equalsIgnoreCase);
    return new String(chunked ? wholeOf(wire) : wire.exactly(6), UTF_8);
  }

  private static byte[] wholeOf(Wire wire) throws IOException {
    byte[] body = wire.chunks();
    wire.head(); // no trailers
    return body;
  }

  @Test
  void aDeadMirrorFailsNothing() throws IOException {
    try (Balancer balancer = Balancer.start(mirrored(Ports.closed()))) {
      assertOriginalsAreFine(balancer);
    }
  }

  @Test
  void aStalledMirrorHoldsNothingUp() throws IOException {
    try (ScriptedBackend stalled = new ScriptedBackend(wire -> wire.rest());
        Balancer balancer = Balancer.start(mirrored(stalled.port()))) {
      assertOriginalsAreFine(balancer);
      Await.until("copies were sent", () -> stalled.accepted() > 0);
    }
  }

  private static void assertOriginalsAreFine(Balancer balancer) throws IOException {
    JsonObject figures = Load.run("-n", "500", "-c", "10", balancer.httpUrl());
    assertThat(figures.getJsonObject("errors").getMap()).isEmpty();
    assertThat(figures.getJsonObject("by_backend"))
        .isEqualTo(new JsonObject().put(main.name(), 500));
    String body = "0123456789".repeat(20_000);
    assertThat(Wire.post(balancer.port(), "/echo", body).text()).isEqualTo(body);
  }

  @Test
  void backupsStandInWhileNoPrimaryIsUp() throws IOException {
    String config =
        Balancer.http(main.port(0), next.port(0))
                .replace(next.port(0) + "\"", next.port(0) + "\", backup = true")
            + "health = { type = \"http\", path = \"/healthz\", interval = \"500ms\" }\n";
    try (Balancer balancer = Balancer.start(config)) {
      balancer.awaitLastState(main.port(0), "up");
      balancer.awaitLastState(next.port(0), "up");
      assertAnswers(balancer, main);
      Wire.post(main.port(0), "/healthz/down", "");
      try {
        balancer.awaitLastState(main.port(0), "down");
        assertAnswers(balancer, next);
      } finally {
        Wire.post(main.port(0), "/healthz/up", "");
      }
      balancer.awaitLastState(main.port(0), "up");
      assertAnswers(balancer, main);
    }
  }

  private static void assertAnswers(Balancer balancer, Backends expected) throws IOException {
    for (int i = 0; i < 5; i++) {
      assertThat(Wire.get(balancer.port(), "/").header("x-backend")).isEqualTo(expected.name());
    }
  }
}
