package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One of three backends fails in some way while fifty clients keep asking. */
class RealFaultsIT {

  /** Keeps the rate within what any machine can do, with all clients under way. */
  private static final String[] PACE = {"--latency", "20ms"};

  private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static Backends steady;

  @BeforeAll
  static void start() {
    steady = Backends.http(2, PACE);
  }

  @AfterAll
  static void stop() {
    steady.close();
  }

  private static Balancer inFront(int victim, String keys) {
    return Balancer.start(Balancer.http(steady.port(0), victim, steady.port(1)) + keys);
  }

  private static Load load(Balancer balancer) {
    return Load.start("-n", "5000", "-c", "50", balancer.httpUrl());
  }

  private static void assertNothingLost(JsonObject figures) {
    assertThat(figures.getJsonObject("errors").getMap()).isEmpty();
    assertThat(figures.getJsonObject("status").fieldNames()).containsExactly("200");
  }

  /** Which, in which pool, and when. */
  private static void assertEjected(Balancer balancer, int victim, String why) {
    assertThat(balancer.awaitState(victim, "ejected"))
        .containsPattern("\\d{2}:\\d{2}:\\d{2}")
        .containsPattern(
            "pool \\S+: backend 127\\.0\\.0\\.1:" + victim + " is ejected \\(was up\\)")
        .contains(why);
  }

  @Test
  void aKilledBackendLosesNothingAndIsUsedAgainOnceItIsBack() throws IOException {
    try (Backends victim = Backends.http(1, PACE);
        Balancer balancer = inFront(victim.port(0), "outlier = { ejection-time = \"500ms\" }\n");
        Load load = Load.startEndless("-c", "50", balancer.httpUrl())) {
      balancer.awaitMoreOfTheLog(200);
      victim.kill();
      assertEjected(balancer, victim.port(0), "");
      try (Backends back = Backends.again(victim.port(0), PACE)) {
        Await.until("it is used again", () -> backendOf(balancer).equals(back.name()));
        balancer.awaitMoreOfTheLog(1_000);
        assertNothingLost(load.stop());
      }
    }
  }

  private static String backendOf(Balancer balancer) {
    try {
      return Wire.get(balancer.port(), "/").header("x-backend");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aBackendThatNeverAnswersLosesNothing() {
    try (Backends silent = Backends.http(1, "--latency", "1h");
        Balancer balancer =
            inFront(
                silent.port(0),
                """
                retry = { on = ["connect-failure", "reset", "timeout"], per-try-timeout = "1500ms" }
                """);
        Load load = load(balancer)) {
      assertEjected(balancer, silent.port(0), "");
      JsonObject figures = load.figures();
      assertNothingLost(figures);
      assertThat(figures.getJsonObject("by_backend").containsKey(silent.name())).isFalse();
    }
  }

  @Test
  void aBackendThatFailsEveryThirdTimeLosesNothing() {
    try (Backends failing = Backends.http(1, "--latency", "20ms", "--fail-rate", "0.3");
        Balancer balancer =
            inFront(
                failing.port(0),
                """
                retry = { on = ["connect-failure", "reset", "5xx"] }
                outlier = { consecutive-failures = 3 }
                """);
        Load load = load(balancer)) {
      JsonObject figures = load.figures();
      assertNothingLost(figures);
      assertThat(figures.getJsonObject("by_backend").getLong(failing.name())).isPositive();
      assertEjected(balancer, failing.port(0), "");
    }
  }

  @Test
  void onlyAnswersThatHadBegunAreLostToResets() throws IOException {
    AtomicBoolean breaking = new AtomicBoolean();
    AtomicInteger broken = new AtomicInteger();
    try (ScriptedBackend victim =
            new ScriptedBackend(
                wire -> {
                  while (true) {
                    wire.head();
                    LockSupport.parkNanos(PACE_NANOS);
                    if (breaking.get()) {
                      broken.incrementAndGet();
                      wire.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
                      wire.reset();
                      return;
                    }
                    wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                  }
                });
        Balancer balancer = inFront(victim.port(), "");
        Load load = load(balancer)) {
      balancer.awaitMoreOfTheLog(200);
      breaking.set(true);
      assertEjected(balancer, victim.port(), "");
      JsonObject figures = load.figures();
      long lost =
          figures.getJsonObject("errors").stream()
              .mapToLong(kind -> ((Number) kind.getValue()).longValue())
              .sum();
      assertThat(lost).isPositive().isLessThanOrEqualTo(broken.get());
      assertThat(figures.getJsonObject("status").fieldNames()).containsExactly("200");
    }
  }
}
