package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One backend that does one thing at a time, and those who wait for it. */
class QueueIT {

  private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

  private final Gate gate = new Gate();
  private final AtomicInteger requests = new AtomicInteger();
  private ScriptedBackend backend;

  @BeforeEach
  void start() throws IOException {
    backend =
        new ScriptedBackend(
            wire -> {
              while (true) {
                wire.head();
                requests.incrementAndGet();
                gate.await();
                wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
              }
            });
  }

  @AfterEach
  void stop() throws IOException {
    backend.close();
  }

  private static String connections(int queue, String timeout) {
    return "connections = { max-per-backend = 1, queue = %d, queue-timeout = \"%s\" }%n"
        .formatted(queue, timeout);
  }

  private Balancer http(int queue, String timeout) {
    return Balancer.start(Balancer.http(backend.port()) + connections(queue, timeout));
  }

  /** The first request, which the backend works on. */
  private Wire occupy(Balancer balancer) throws IOException {
    Wire first = Wire.to(balancer.port()).send(GET);
    Await.until("the backend is busy", () -> requests.get() == 1);
    return first;
  }

  @Test
  void asManyAsThereIsRoomForWaitAndAreAnswered() throws IOException, InterruptedException {
    try (Balancer balancer = http(2, "1m");
        Wire first = occupy(balancer)) {
      List<Task<Answer>> waiting =
          List.of(
              Task.start(() -> Wire.get(balancer.port(), "/")),
              Task.start(() -> Wire.get(balancer.port(), "/")),
              Task.start(() -> Wire.get(balancer.port(), "/")));
      Await.until("one is refused", () -> waiting.stream().anyMatch(Task::done));
      assertThat(requests).hasValue(1);
      gate.open();
      assertThat(first.answer().status()).isEqualTo(200);
      int refused = 0;
      for (Task<Answer> task : waiting) {
        Answer answer = task.result();
        if (answer.status() == 503) {
          refused++;
          assertThat(answer.header("x-sluice-reason")).isEqualTo("queue-full");
        } else {
          assertThat(answer.status()).isEqualTo(200);
        }
      }
      assertThat(refused).isEqualTo(1);
      assertThat(requests).hasValue(3);
    }
  }

  @Test
  void whoWaitsTooLongIsToldSo() throws IOException {
    try (Balancer balancer = http(10, "300ms");
        Wire first = occupy(balancer)) {
      Answer late = Wire.get(balancer.port(), "/");
      assertThat(late.status()).isEqualTo(504);
      assertThat(late.header("x-sluice-reason")).isEqualTo("queue-timeout");
      assertThat(balancer.accessLog(1).get(0).getString("result")).isEqualTo("queue-timeout");
      gate.open();
      assertThat(first.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void withoutAQueueTheSecondIsRefusedAtOnce() throws IOException {
    try (Balancer balancer = http(0, "1m");
        Wire first = occupy(balancer)) {
      Answer refused = Wire.get(balancer.port(), "/");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("x-sluice-reason")).isEqualTo("queue-full");
      gate.open();
      assertThat(first.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void whoLeavesMakesRoom() throws IOException, InterruptedException {
    try (Balancer balancer = http(1, "1m");
        Wire first = occupy(balancer)) {
      try (Wire leaver = waiting(balancer)) {
        assertThat(leaver.localPort()).isPositive();
      }
      Await.until(
          "the balancer notices",
          () ->
              balancer.accessLog().stream()
                  .anyMatch(line -> line.getString("result").equals("client-gone")));
      Task<Answer> next = Task.start(() -> Wire.get(balancer.port(), "/"));
      try (Wire refused = Wire.to(balancer.port()).send(GET)) {
        // Either of the two has the only place; both would not fit.
        Await.until(
            "one of two is refused",
            () -> balancer.accessLog().stream().filter(QueueIT::queueFull).count() == 2);
        gate.open();
        int other = refused.answer().status();
        assertThat(List.of(other, next.result().status())).containsExactlyInAnyOrder(200, 503);
      }
      assertThat(first.answer().status()).isEqualTo(200);
      assertThat(requests).hasValue(2);
    }
  }

  private static boolean queueFull(JsonObject line) {
    return line.getString("result").equals("queue-full");
  }

  /** One that has the only place: the other of two was refused. */
  private static Wire waiting(Balancer balancer) throws IOException {
    Wire one = Wire.to(balancer.port()).send(GET);
    Wire two = Wire.to(balancer.port()).send(GET);
    String refused =
        Await.found(
                "one of two is refused",
                () -> balancer.accessLog().stream().filter(QueueIT::queueFull).findFirst())
            .getString("client");
    boolean oneWaits = refused.endsWith(":" + two.localPort());
    (oneWaits ? two : one).close();
    return oneWaits ? one : two;
  }

  @Test
  void tcpConnectionsWaitTooAndAreClosedWhenThereIsNoRoom()
      throws IOException, InterruptedException {
    AtomicInteger served = new AtomicInteger();
    try (ScriptedBackend one =
            new ScriptedBackend(
                wire -> {
                  served.incrementAndGet();
                  gate.await();
                  wire.send("done");
                });
        Balancer balancer = Balancer.start(Balancer.tcp(one.port()) + connections(1, "1m"));
        Wire first = Wire.to(balancer.port())) {
      Await.until("the backend is busy", () -> served.get() == 1);
      List<Task<String>> others =
          List.of(Task.start(() -> everything(balancer)), Task.start(() -> everything(balancer)));
      Await.until("one is refused", () -> others.stream().anyMatch(Task::done));
      assertThat(balancer.accessLog(1).get(0).getString("result")).isEqualTo("queue-full");
      gate.open();
      assertThat(new String(first.rest(), UTF_8)).isEqualTo("done");
      // Its own side was still open, and so was its place taken.
      first.endOutput();
      assertThat(List.of(others.get(0).result(), others.get(1).result()))
          .containsExactlyInAnyOrder("", "done");
      assertThat(served).hasValue(2);
    }
  }

  @Test
  void aTcpConnectionThatWaitsTooLongIsClosed() throws IOException {
    AtomicInteger served = new AtomicInteger();
    try (ScriptedBackend one =
            new ScriptedBackend(
                wire -> {
                  served.incrementAndGet();
                  gate.await();
                });
        Balancer balancer = Balancer.start(Balancer.tcp(one.port()) + connections(1, "300ms"));
        Wire first = Wire.to(balancer.port())) {
      Await.until("the backend is busy", () -> served.get() == 1);
      assertThat(everything(balancer)).isEmpty();
      assertThat(balancer.accessLog(1).get(0).getString("result")).isEqualTo("queue-timeout");
      gate.open();
      assertThat(first.ended()).isTrue();
    }
  }

  /** What comes on a connection until it ends, in whichever way. */
  private static String everything(Balancer balancer) throws IOException {
    try (Wire wire = Wire.to(balancer.port())) {
      return wire.ended() ? "" : "d" + new String(wire.rest(), UTF_8);
    }
  }
}
