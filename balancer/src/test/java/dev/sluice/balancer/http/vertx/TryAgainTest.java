package dev.sluice.balancer.http.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.event.AccessEvent;
import dev.sluice.balancer.net.Eventually;
import dev.sluice.balancer.net.Rig;
import dev.sluice.balancer.net.Scripted;
import dev.sluice.balancer.net.Wire;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that say when a request is tried again: answers, bodies, waiting times, deadlines. */
class TryAgainTest {

  private static final Rig.Settings RETRY = Front.SETTINGS.retry(Policies.RETRY);
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(300);

  private static String put(int length, String body) {
    return "PUT /x HTTP/1.1\r\nHost: example.com\r\nContent-Length: " + length + "\r\n\r\n" + body;
  }

  private static Scripted busy() throws Exception {
    return Scripted.backend(
        wire -> {
          while (!wire.head().isEmpty()) {
            wire.send("HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy");
          }
        });
  }

  /** Resets a request after so many bytes of its body. */
  private static Scripted resetting(int after) throws Exception {
    return Scripted.backend(
        wire -> {
          wire.head();
          wire.text(after);
          wire.reset();
        });
  }

  /** Answers with the body that it read. */
  private static Scripted echoing(int length) throws Exception {
    return Scripted.backend(
        wire -> {
          wire.head();
          String body = wire.text(length);
          wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
          wire.rest();
        });
  }

  @Test
  void dropsAnAnswerThatAnotherBackendMayBetter() throws Exception {
    try (Scripted busy = busy();
        Scripted good = Scripted.named("good");
        Rig rig = Front.of(RETRY, busy.address(), good.address());
        Wire client = Wire.to(rig.port())) {
      assertThat(client.send(Front.get("/")).answer()).startsWith("HTTP/1.1 200").endsWith("good");
      assertThat(rig.request().answer().target().backend()).isEqualTo(good.address().toString());
      assertThat(rig.pool().backends().get(0).view().figures().failures()).isEqualTo(1);
    }
  }

  @Test
  void passesOnTheAnswerOfTheOnlyBackend() throws Exception {
    try (Scripted busy = busy();
        Rig rig = Front.of(RETRY, busy.address());
        Wire client = Wire.to(rig.port())) {
      assertThat(client.send(Front.get("/1")).answer()).startsWith("HTTP/1.1 503").endsWith("busy");
      assertThat(client.send(Front.get("/2")).answer()).startsWith("HTTP/1.1 503").endsWith("busy");
      assertThat(busy.accepted()).isEqualTo(1);
      rig.request();
      assertThat(rig.request().answer().reason()).isEmpty();
    }
  }

  @Test
  void passesOnTheLastAnswerWhenAllAreBusy() throws Exception {
    try (Scripted one = busy();
        Scripted other = busy();
        Rig rig = Front.of(RETRY, one.address(), other.address());
        Wire client = Wire.to(rig.port())) {
      assertThat(client.send(Front.get("/")).answer()).startsWith("HTTP/1.1 503").endsWith("busy");
      assertThat(rig.request().answer().target().backend()).isEqualTo(other.address().toString());
    }
  }

  @Test
  void passesOnAnAnswerToWhatMustNotBeRepeated() throws Exception {
    try (Scripted busy = busy();
        Scripted good = Scripted.named("good");
        Rig rig = Front.of(RETRY, busy.address(), good.address());
        Wire client = Wire.to(rig.port())) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
      assertThat(client.answer()).startsWith("HTTP/1.1 503").endsWith("busy");
      rig.request();
      assertThat(good.accepted()).isZero();
    }
  }

  @Test
  void sendsTheWholeBodyOnceMore() throws Exception {
    try (Scripted bad = resetting(10);
        Scripted good = echoing(10);
        Rig rig = Front.of(RETRY, bad.address(), good.address());
        Wire client = Wire.to(rig.port())) {
      assertThat(client.send(put(10, "0123456789")).answer()).endsWith("\r\n\r\n0123456789");
      assertThat(rig.request().traffic().received()).isEqualTo(10);
    }
  }

  @Test
  void sendsWhatCameOnceMoreAndThenTheRest() throws Exception {
    CountDownLatch again = new CountDownLatch(1);
    try (Scripted bad = resetting(4);
        Scripted good =
            Scripted.backend(
                wire -> {
                  wire.head();
                  String first = wire.text(4);
                  again.countDown();
                  wire.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n" + first + wire.text(6));
                  wire.rest();
                });
        Rig rig = Front.of(RETRY, bad.address(), good.address());
        Wire client = Wire.to(rig.port())) {
      client.send(put(10, "0123"));
      again.await();
      assertThat(client.send("456789").answer()).endsWith("\r\n\r\n0123456789");
      rig.request();
    }
  }

  @Test
  void sendsChunksOnceMore() throws Exception {
    try (Scripted bad = resetting(14);
        Scripted good =
            Scripted.backend(
                wire -> {
                  wire.head();
                  String body = wire.text(14);
                  wire.send("HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n" + body);
                  wire.rest();
                });
        Rig rig = Front.of(RETRY, bad.address(), good.address());
        Wire client = Wire.to(rig.port())) {
      client.send(
          "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n");
      assertThat(client.answer()).endsWith("\r\n\r\n4\r\nbody\r\n0\r\n\r\n");
      rig.request();
    }
  }

  @Test
  void sendsNoBodyOnceMoreThatIsNotAllKept() throws Exception {
    try (Scripted bad = resetting(10);
        Scripted good = echoing(10);
        Rig rig =
            Front.of(
                Front.SETTINGS.retry(Policies.replay(Policies.RETRY, 9)),
                bad.address(),
                good.address());
        Wire client = Wire.to(rig.port())) {
      assertThat(client.send(put(10, "0123456789")).answer())
          .startsWith("HTTP/1.1 502 ")
          .contains("x-sluice-reason: backend-reset");
      assertThat(good.accepted()).isZero();
      rig.request();
    }
  }

  /** The second upload over the client's connection must start from a clean slate. */
  @Test
  void servesTheNextUploadOfAConnectionAfterARetry() throws Exception {
    try (Scripted bad = resetting(10);
        Scripted good =
            Scripted.backend(
                wire -> {
                  while (!wire.head().isEmpty()) {
                    wire.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n" + wire.text(10));
                  }
                });
        Rig rig = Front.of(RETRY, bad.address(), good.address());
        Wire client = Wire.to(rig.port())) {
      client.send(put(10, "0123456789") + put(10, "abcdefghij"));
      assertThat(client.answer()).endsWith("\r\n\r\n0123456789");
      assertThat(client.answer()).endsWith("\r\n\r\nabcdefghij");
      rig.request();
      rig.request();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void endsNothingLateWhenTheClientLeavesWhileItWaitsToTryAgain(boolean byAnswer) throws Exception {
    try (Scripted bad = byAnswer ? busy() : resetting(0);
        Scripted good = Scripted.named("good");
        Rig rig =
            Front.of(
                Front.SETTINGS.retry(Policies.backoff(Policies.RETRY, LONG)),
                bad.address(),
                good.address())) {
      try (Wire client = Wire.to(rig.port())) {
        client.send(Front.get("/"));
        Eventually.that(
            "failed", () -> rig.pool().backends().get(0).view().figures().failures() == 1);
      }
      assertThat(rig.request().answer().reason()).isEqualTo("client-gone");
      assertThat(good.accepted()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void saysThatItStopsToWhoWaitsToTryAgain(boolean byAnswer) throws Exception {
    try (Scripted bad = byAnswer ? busy() : resetting(0);
        Scripted good = Scripted.named("good");
        Rig rig =
            Front.of(
                Front.SETTINGS.retry(Policies.backoff(Policies.RETRY, LONG)),
                bad.address(),
                good.address());
        Wire client = Wire.to(rig.port())) {
      client.send(Front.get("/"));
      Eventually.that(
          "failed", () -> rig.pool().backends().get(0).view().figures().failures() == 1);
      assertThat(Rig.await(rig.stop(Duration.ofMillis(50)))).isEqualTo(1);
      assertThat(client.answer()).contains("x-sluice-reason: stopped");
      assertThat(rig.request().answer().reason()).isEqualTo("stopped");
    }
  }

  @Test
  void asksAnotherBackendWhenATryTakesTooLong() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (Scripted silent =
            Scripted.backend(
                wire -> {
                  wire.head();
                  wire.gone();
                  closed.countDown();
                });
        Scripted good = Scripted.named("good");
        Rig rig =
            Front.of(
                Front.SETTINGS.retry(Policies.perTry(Policies.RETRY, SHORT)),
                silent.address(),
                good.address());
        Wire client = Wire.to(rig.port())) {
      assertThat(client.send(Front.get("/")).answer()).endsWith("good");
      closed.await();
      rig.request();
      assertThat(rig.pool().backends().get(0).view().figures().failures()).isEqualTo(1);
    }
  }

  /** Its deadline is for the head alone. */
  @Test
  void letsAnAnswerTakeLongerThanATryMay() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (Scripted slow =
            Scripted.backend(
                wire -> {
                  wire.head();
                  wire.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nha");
                  begun.countDown();
                  goOn.await();
                  wire.send("lf");
                  wire.rest();
                });
        Scripted silent = Scripted.backend(Wire::rest);
        Rig rig =
            Front.of(
                Front.SETTINGS.retry(Policies.perTry(Policies.ONCE, SHORT)),
                slow.address(),
                silent.address());
        Wire client = Wire.to(rig.port());
        Wire other = Wire.to(rig.port())) {
      client.send(Front.get("/"));
      begun.await();
      // When this one, which came later, has timed out, the first one's time is over too.
      assertThat(other.send(Front.get("/")).answer()).startsWith("HTTP/1.1 504 ");
      assertThat(rig.request().answer().reason()).isEqualTo("backend-timeout");
      goOn.countDown();
      assertThat(client.answer()).endsWith("half");
      rig.request();
    }
  }

  @Test
  void blamesABackendThatLetsTheWholeDeadlinePass() throws Exception {
    try (Scripted silent = Scripted.backend(Wire::rest);
        Rig rig = Front.of(RETRY.request(SHORT), silent.address());
        Wire client = Wire.to(rig.port())) {
      assertThat(client.send(Front.get("/")).answer())
          .startsWith("HTTP/1.1 504 ")
          .contains("x-sluice-reason: request-timeout");
      assertThat(rig.request().answer().reason()).isEqualTo("request-timeout");
      assertThat(rig.pool().backends().get(0).view().figures().failures()).isEqualTo(1);
    }
  }

  @Test
  void blamesNoBackendForAClientThatLetsTheWholeDeadlinePass() throws Exception {
    try (Scripted patient = Scripted.backend(Wire::rest);
        Rig rig = Front.of(RETRY.request(SHORT), patient.address());
        Wire client = Wire.to(rig.port())) {
      assertThat(client.send(put(10, "half")).answer())
          .startsWith("HTTP/1.1 504 ")
          .contains("x-sluice-reason: request-timeout");
      assertThat(rig.request().answer().reason()).isEqualTo("request-timeout");
      assertThat(rig.pool().backends().get(0).view().figures().failures()).isZero();
    }
  }

  @Test
  void breaksOffAnAnswerAtTheWholeDeadline() throws Exception {
    try (Scripted slow =
            Scripted.backend(
                wire -> {
                  wire.head();
                  wire.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nha");
                  wire.rest();
                });
        Rig rig = Front.of(RETRY.request(SHORT), slow.address());
        Wire client = Wire.to(rig.port())) {
      assertThat(client.send(Front.get("/")).answer()).endsWith("ha");
      assertThat(client.gone()).isTrue();
      AccessEvent.Answer answer = rig.request().answer();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.reason()).isEqualTo("request-timeout");
    }
  }

  @Test
  void waitsNoLongerToTryAgainThanTheWholeDeadline() throws Exception {
    try (Scripted bad = resetting(0);
        Scripted good = Scripted.named("good");
        Rig rig =
            Front.of(
                Front.SETTINGS
                    .retry(Policies.backoff(Policies.RETRY, LONG))
                    .request(Duration.ofSeconds(1)),
                bad.address(),
                good.address());
        Wire client = Wire.to(rig.port())) {
      assertThat(client.send(Front.get("/")).answer())
          .startsWith("HTTP/1.1 502 ")
          .contains("x-sluice-reason: backend-reset");
      rig.request();
      assertThat(good.accepted()).isZero();
    }
  }
}
