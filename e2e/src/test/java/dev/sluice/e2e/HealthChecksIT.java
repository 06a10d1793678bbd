package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Active checks. */
class HealthChecksIT {

  private static final String OVER_HTTP =
      """
      [server.forward.health]
      type = "http"
      path = "/healthz"
      interval = "500ms"
      rise = 2
      fall = 2

      """;
  private static final String OVER_TCP =
      """
      health = { interval = "500ms", rise = 2, fall = 2 }

      """;

  private static Backends steady;
  private static Backends other;

  @BeforeAll
  static void start() {
    steady = Backends.http(1);
    other = Backends.http(1);
  }

  @AfterAll
  static void stop() {
    steady.close();
    other.close();
  }

  private static void switchHealth(Backends backends, String to) throws IOException {
    assertThat(Wire.post(backends.port(0), "/healthz/" + to, "").status()).isEqualTo(200);
  }

  @Test
  void aBackendThatSaysItIsDownGetsNothingUntilItSaysItIsUp() throws IOException {
    try (Balancer balancer =
        Balancer.start(Balancer.http(steady.port(0), other.port(0)) + OVER_HTTP)) {
      balancer.awaitLastState(steady.port(0), "up");
      balancer.awaitLastState(other.port(0), "up");
      assertThat(Wire.get(balancer.port(), "/").status()).isEqualTo(200);
      switchHealth(steady, "down");
      try {
        balancer.awaitLastState(steady.port(0), "down");
        for (int i = 0; i < 6; i++) {
          assertThat(Wire.get(balancer.port(), "/").header("x-backend")).isEqualTo(other.name());
        }
      } finally {
        switchHealth(steady, "up");
      }
      balancer.awaitLastState(steady.port(0), "up");
      String first = Wire.get(balancer.port(), "/").header("x-backend");
      String second = Wire.get(balancer.port(), "/").header("x-backend");
      assertThat(new String[] {first, second})
          .containsExactlyInAnyOrder(steady.name(), other.name());
    }
  }

  @Test
  void tcpChecksNoticeADeathAndAReturnWithoutTraffic() throws IOException {
    try (Backends victim = Backends.http(1);
        Balancer balancer =
            Balancer.start(Balancer.tcp(victim.port(0), steady.port(0)) + OVER_TCP)) {
      balancer.awaitLastState(victim.port(0), "up");
      victim.kill();
      balancer.awaitLastState(victim.port(0), "down");
      try (Backends back = Backends.again(victim.port(0))) {
        balancer.awaitLastState(back.port(0), "up");
      }
    }
  }

  @Test
  void withAllChecksFailingTheAnswerIs503() throws IOException {
    try (ScriptedBackend failing =
            ScriptedBackend.answering("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n");
        Balancer balancer = Balancer.start(Balancer.http(failing.port()) + OVER_HTTP)) {
      Answer answer = Wire.get(balancer.port(), "/");
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("x-sluice-reason")).isEqualTo("all-backends-down");
      balancer.awaitState(failing.port(), "down");
    }
  }

  @Test
  void aNewPoolWaitsForItsFirstResults() throws IOException, InterruptedException {
    Gate checked = new Gate();
    AtomicInteger checks = new AtomicInteger();
    AtomicInteger requests = new AtomicInteger();
    try (ScriptedBackend slow =
            new ScriptedBackend(
                wire -> {
                  while (true) {
                    if (wire.head().get(0).contains("/healthz")) {
                      checks.incrementAndGet();
                      checked.await();
                    } else {
                      requests.incrementAndGet();
                    }
                    wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                  }
                });
        Balancer balancer =
            Balancer.start(
                (Balancer.http(slow.port()) + OVER_HTTP).replace("\"500ms\"", "\"1h\"")
                    + "timeout = \"1h\"\n")) {
      Await.until("a check is under way", () -> checks.get() == 1);
      Task<Answer> request = Task.start(() -> Wire.get(balancer.port(), "/"));
      Answer answered;
      // Another one that is refused or answered at once would show that nothing waits.
      try (Wire second = Wire.to(balancer.port())) {
        second.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(requests).hasValue(0);
        assertThat(request.done()).isFalse();
        checked.open();
        answered = second.answer();
      }
      assertThat(answered.status()).isEqualTo(200);
      assertThat(request.result().status()).isEqualTo(200);
      assertThat(requests).hasValue(2);
    }
  }

  @Test
  void aNewPoolWaitsOneIntervalAtMost() throws IOException {
    try (ScriptedBackend silent =
            new ScriptedBackend(
                wire -> {
                  while (true) {
                    if (!wire.head().get(0).contains("/healthz")) {
                      wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                    }
                  }
                });
        Balancer balancer = Balancer.start(Balancer.http(silent.port()) + OVER_HTTP)) {
      Answer answer = Wire.get(balancer.port(), "/");
      assertThat(answer.status()).isIn(200, 503);
      balancer.awaitLastState(silent.port(), "down");
      assertThat(Wire.get(balancer.port(), "/").header("x-sluice-reason"))
          .isEqualTo("all-backends-down");
    }
  }
}
