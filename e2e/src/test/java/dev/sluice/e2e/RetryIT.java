package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is tried again, and what must not be. The first backend in turn is always the bad one. */
class RetryIT {

  private static final String UNAVAILABLE =
      "HTTP/1.1 503 Busy\r\nX-Backend: busy\r\nContent-Length: 4\r\n\r\nbusy";

  private static final Map<String, String> SERVERS = new LinkedHashMap<>();
  private static final AtomicInteger RESETS = new AtomicInteger();
  private static Backends good;
  private static ScriptedBackend resetting;
  private static ScriptedBackend unavailable;
  private static ScriptedBackend silent;
  private static Balancer balancer;

  private int before;

  /** One balancer, with a server and a pool for each case. */
  @BeforeAll
  static void start() throws IOException {
    good = Backends.http(1);
    resetting =
        new ScriptedBackend(
            wire -> {
              wire.head();
              RESETS.incrementAndGet();
              wire.reset();
            });
    unavailable = ScriptedBackend.answering(UNAVAILABLE);
    silent =
        new ScriptedBackend(
            wire -> {
              while (true) {
                wire.head();
              }
            });
    SERVERS.clear();
    serve("reset", resetting.port(), "{}");
    serve("any-method", resetting.port(), "{ any-method = true }");
    serve("unkept-body", resetting.port(), "{ any-method = true, replay-body = \"1KiB\" }");
    serve("nothing-sent", Ports.closed(), "{ attempts = 1, replay-body = \"0\" }");
    serve("no-budget", resetting.port(), "{ budget = 0, budget-floor = 0 }");
    serve("one-attempt", resetting.port(), "{ attempts = 1 }");
    serve("on-503", unavailable.port(), "{ on = \"503\" }");
    serve("on-502", unavailable.port(), "{ on = \"502\" }");
    serve("slow-try", silent.port(), "{ on = \"timeout\", per-try-timeout = \"1s\" }");
    serve("slow-only-try", silent.port(), "{ attempts = 1, per-try-timeout = \"300ms\" }");
    SERVERS.put("no-other", Balancer.http(unavailable.port()) + "retry = { on = \"503\" }\n");
    SERVERS.put(
        "slow-whole",
        Balancer.http(silent.port())
            .replace("protocol", "timeouts = { request = \"300ms\" }\nprotocol"));
    StringBuilder toml = new StringBuilder();
    SERVERS.forEach(
        (name, server) ->
            toml.append(server.replace("listen", "name = \"" + name + "\"\nlisten")).append('\n'));
    balancer = Balancer.start(toml.toString());
  }

  /** A server with a bad backend, whose turn is first, and a good one. */
  private static void serve(String name, int bad, String retry) {
    SERVERS.put(name, Balancer.http(bad, good.port(0)) + "retry = " + retry + "\n");
  }

  @AfterAll
  static void stop() throws IOException {
    balancer.close();
    good.close();
    resetting.close();
    unavailable.close();
    silent.close();
  }

  @BeforeEach
  void count() {
    before = RESETS.get();
  }

  private int resets() {
    return RESETS.get() - before;
  }

  private static int port(String server) {
    return balancer.port(List.copyOf(SERVERS.keySet()).indexOf(server));
  }

  private static void assertRefused(Answer answer, int status, String reason) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("x-sluice-reason")).isEqualTo(reason);
  }

  @Test
  void afterAResetAGetIsTriedAgainButNotAPost() throws IOException {
    assertThat(Wire.get(port("reset"), "/").header("x-backend")).isEqualTo(good.name());
    assertThat(resets()).isEqualTo(1);
    // The retry was the good one's turn.
    assertRefused(Wire.post(port("reset"), "/echo", "hello"), 502, "backend-reset");
    assertThat(resets()).isEqualTo(2);
  }

  @Test
  void withAnyMethodAPostIsTriedAgainAndItsBodyArrivesWhole() throws IOException {
    String body = "0123456789".repeat(3_000);
    Answer answer = Wire.post(port("any-method"), "/echo", body);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo(body);
    assertThat(resets()).isEqualTo(1);
  }

  @Test
  void aBodyThatIsNotKeptIsNotSentAgain() throws IOException {
    String body = "0123456789".repeat(1_000);
    assertRefused(Wire.post(port("unkept-body"), "/echo", body), 502, "backend-reset");
    assertThat(resets()).isEqualTo(1);
  }

  @Test
  void whereNothingWasSentEvenAnUnkeptBodyGoesElsewhere() throws IOException {
    String body = "0123456789".repeat(1_000);
    Answer answer = Wire.post(port("nothing-sent"), "/echo", body);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo(body);
  }

  @Test
  void withoutABudgetNothingIsTriedAgain() throws IOException {
    assertRefused(Wire.get(port("no-budget"), "/"), 502, "backend-reset");
    assertThat(resets()).isEqualTo(1);
  }

  @Test
  void withOneAttemptNothingIsTriedAgain() throws IOException {
    assertRefused(Wire.get(port("one-attempt"), "/"), 502, "backend-reset");
    assertThat(resets()).isEqualTo(1);
  }

  @Test
  void aNamedStatusIsAskedOfAnotherBackend() throws IOException {
    int accepted = unavailable.accepted();
    Answer answer = Wire.get(port("on-503"), "/");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("x-backend")).isEqualTo(good.name());
    assertThat(unavailable.accepted() - accepted).isEqualTo(1);
  }

  @Test
  void aStatusThatIsNotNamedIsPassedOn() throws IOException {
    assertPassedOn(Wire.get(port("on-502"), "/"));
  }

  @Test
  void withoutAnotherBackendTheAnswerIsPassedOn() throws IOException {
    assertPassedOn(Wire.get(port("no-other"), "/"));
  }

  private static void assertPassedOn(Answer answer) {
    assertRefused(answer, 503, "");
    assertThat(answer.header("x-backend")).isEqualTo("busy");
    assertThat(answer.text()).isEqualTo("busy");
  }

  @Test
  void aTryThatTakesTooLongIsMadeElsewhere() throws IOException {
    int accepted = silent.accepted();
    assertThat(Wire.get(port("slow-try"), "/").header("x-backend")).isEqualTo(good.name());
    assertThat(silent.accepted() - accepted).isEqualTo(1);
  }

  @Test
  void withoutARetryATryThatTakesTooLongIsABackendTimeout() throws IOException {
    assertRefused(Wire.get(port("slow-only-try"), "/"), 504, "backend-timeout");
  }

  @Test
  void theWholeMayNotTakeLongerThanTheRequestTimeout() throws IOException {
    assertRefused(Wire.get(port("slow-whole"), "/"), 504, "request-timeout");
    assertThat(balancer.accessLog("slow-whole", 1).get(0).getString("result"))
        .isEqualTo("request-timeout");
  }
}
