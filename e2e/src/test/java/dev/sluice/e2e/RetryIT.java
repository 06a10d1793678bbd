package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is tried again, and what must not be. The first backend in turn is always the bad one. */
class RetryIT {

  private static final String UNAVAILABLE =
      "HTTP/1.1 503 Busy\r\nX-Backend: busy\r\nContent-Length: 4\r\n\r\nbusy";

  private static Backends good;

  private final AtomicInteger resets = new AtomicInteger();
  private ScriptedBackend resetting;
  private ScriptedBackend unavailable;
  private ScriptedBackend silent;

  @BeforeAll
  static void startGood() {
    good = Backends.http(1);
  }

  @AfterAll
  static void stopGood() {
    good.close();
  }

  @BeforeEach
  void start() throws IOException {
    resetting =
        new ScriptedBackend(
            wire -> {
              wire.head();
              resets.incrementAndGet();
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
  }

  @AfterEach
  void stop() throws IOException {
    resetting.close();
    unavailable.close();
    silent.close();
  }

  private static Balancer balancer(ScriptedBackend bad, String retry) {
    return Balancer.start(Balancer.http(bad.port(), good.port(0)) + "retry = " + retry + "\n");
  }

  private static void assertRefused(Answer answer, int status, String reason) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("x-sluice-reason")).isEqualTo(reason);
  }

  @Test
  void afterAResetAGetIsTriedAgainButNotAPost() throws IOException {
    try (Balancer balancer = balancer(resetting, "{}")) {
      assertThat(Wire.get(balancer.port(), "/").header("x-backend")).isEqualTo(good.name());
      assertThat(resets).hasValue(1);
      // The retry was the good one's turn.
      assertRefused(Wire.post(balancer.port(), "/echo", "hello"), 502, "backend-reset");
      assertThat(resets).hasValue(2);
    }
  }

  @Test
  void withAnyMethodAPostIsTriedAgainAndItsBodyArrivesWhole() throws IOException {
    String body = "0123456789".repeat(3_000);
    try (Balancer balancer = balancer(resetting, "{ any-method = true }")) {
      Answer answer = Wire.post(balancer.port(), "/echo", body);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).isEqualTo(body);
      assertThat(resets).hasValue(1);
    }
  }

  @Test
  void aBodyThatIsNotKeptIsNotSentAgain() throws IOException {
    try (Balancer balancer = balancer(resetting, "{ any-method = true, replay-body = \"1KiB\" }")) {
      assertRefused(
          Wire.post(balancer.port(), "/echo", "0123456789".repeat(1_000)), 502, "backend-reset");
      assertThat(resets).hasValue(1);
    }
  }

  @Test
  void whereNothingWasSentEvenAnUnkeptBodyGoesElsewhere() throws IOException {
    String body = "0123456789".repeat(1_000);
    try (Balancer balancer =
        Balancer.start(
            Balancer.http(Ports.closed(), good.port(0))
                + "retry = { attempts = 1, replay-body = \"0\" }\n")) {
      Answer answer = Wire.post(balancer.port(), "/echo", body);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).isEqualTo(body);
    }
  }

  @Test
  void withoutABudgetNothingIsTriedAgain() throws IOException {
    try (Balancer balancer = balancer(resetting, "{ budget = 0, budget-floor = 0 }")) {
      assertRefused(Wire.get(balancer.port(), "/"), 502, "backend-reset");
      assertThat(resets).hasValue(1);
    }
  }

  @Test
  void withOneAttemptNothingIsTriedAgain() throws IOException {
    try (Balancer balancer = balancer(resetting, "{ attempts = 1 }")) {
      assertRefused(Wire.get(balancer.port(), "/"), 502, "backend-reset");
      assertThat(resets).hasValue(1);
    }
  }

  @Test
  void aNamedStatusIsAskedOfAnotherBackend() throws IOException {
    try (Balancer balancer = balancer(unavailable, "{ on = \"503\" }")) {
      Answer answer = Wire.get(balancer.port(), "/");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("x-backend")).isEqualTo(good.name());
      assertThat(unavailable.accepted()).isEqualTo(1);
    }
  }

  @Test
  void aStatusThatIsNotNamedIsPassedOn() throws IOException {
    try (Balancer balancer = balancer(unavailable, "{ on = \"502\" }")) {
      assertPassedOn(Wire.get(balancer.port(), "/"));
    }
  }

  @Test
  void withoutAnotherBackendTheAnswerIsPassedOn() throws IOException {
    try (Balancer balancer =
        Balancer.start(Balancer.http(unavailable.port()) + "retry = { on = \"503\" }\n")) {
      assertPassedOn(Wire.get(balancer.port(), "/"));
    }
  }

  private static void assertPassedOn(Answer answer) {
    assertRefused(answer, 503, "");
    assertThat(answer.header("x-backend")).isEqualTo("busy");
    assertThat(answer.text()).isEqualTo("busy");
  }

  @Test
  void aTryThatTakesTooLongIsMadeElsewhere() throws IOException {
    try (Balancer balancer = balancer(silent, "{ on = \"timeout\", per-try-timeout = \"1s\" }")) {
      assertThat(Wire.get(balancer.port(), "/").header("x-backend")).isEqualTo(good.name());
      assertThat(silent.accepted()).isEqualTo(1);
    }
  }

  @Test
  void withoutARetryATryThatTakesTooLongIsABackendTimeout() throws IOException {
    try (Balancer balancer = balancer(silent, "{ attempts = 1, per-try-timeout = \"300ms\" }")) {
      assertRefused(Wire.get(balancer.port(), "/"), 504, "backend-timeout");
    }
  }

  @Test
  void theWholeMayNotTakeLongerThanTheRequestTimeout() throws IOException {
    try (Balancer balancer =
        Balancer.start(
            Balancer.http(silent.port())
                .replace("protocol", "timeouts = { request = \"300ms\" }\nprotocol"))) {
      assertRefused(Wire.get(balancer.port(), "/"), 504, "request-timeout");
      assertThat(balancer.accessLog(1).get(0).getString("result")).isEqualTo("request-timeout");
    }
  }
}
