package dev.sluice.balancer.http.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.net.Eventually;
import dev.sluice.balancer.net.Rig;
import dev.sluice.balancer.net.Scripted;
import dev.sluice.balancer.net.Wire;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Requests that wait for a backend at its limit. */
class QueueingTest {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(200);

  private static Rig.Settings settings(int queue, Duration timeout) {
    return Front.SETTINGS.pool(Policies.oneEach(queue, timeout));
  }

  /** Answers its first request only when it may. */
  private static Scripted held(CountDownLatch goOn) throws Exception {
    return Scripted.backend(
        wire -> {
          wire.head();
          goOn.await();
          wire.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nheld");
          Scripted.serve(wire, "next");
        },
        wire -> Scripted.serve(wire, "next"));
  }

  private static void waiting(Rig rig, int count) {
    Eventually.that(count + " wait", () -> rig.pool().waiting() == count);
  }

  private static void busy(Rig rig) {
    Eventually.that("it is in use", () -> rig.pool().active() == 1);
  }

  @Test
  void servesWhoWaitedOnceABackendIsFree() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    try (Scripted backend = held(goOn);
        Rig rig = Front.of(settings(10, LONG), backend.address());
        Wire one = Wire.to(rig.port());
        Wire two = Wire.to(rig.port())) {
      one.send(Front.get("/1"));
      busy(rig);
      two.send("PUT /2 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
      waiting(rig, 1);
      goOn.countDown();
      assertThat(one.answer()).endsWith("held");
      assertThat(two.answer()).startsWith("HTTP/1.1 200 ");
      assertThat(rig.request().answer().status()).isEqualTo(200);
      assertThat(rig.request().answer().status()).isEqualTo(200);
    }
  }

  @Test
  void refusesWhoFindsTheQueueFull() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    try (Scripted backend = held(goOn);
        Rig rig = Front.of(settings(1, LONG), backend.address());
        Wire one = Wire.to(rig.port());
        Wire two = Wire.to(rig.port());
        Wire three = Wire.to(rig.port())) {
      one.send(Front.get("/1"));
      busy(rig);
      two.send(Front.get("/2"));
      waiting(rig, 1);
      assertThat(three.send(Front.get("/3")).answer())
          .startsWith("HTTP/1.1 503 ")
          .contains("x-sluice-reason: queue-full")
          .doesNotContainIgnoringCase("connection: close");
      assertThat(rig.request().answer().reason()).isEqualTo("queue-full");
      goOn.countDown();
      assertThat(one.answer()).endsWith("held");
      assertThat(two.answer()).endsWith("next");
      // Its connection was left open.
      assertThat(three.send(Front.get("/4")).answer()).endsWith("next");
      rig.request();
      rig.request();
      rig.request();
    }
  }

  @Test
  void refusesAtOnceWithoutAQueue() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    try (Scripted backend = held(goOn);
        Rig rig = Front.of(settings(0, LONG), backend.address());
        Wire one = Wire.to(rig.port());
        Wire two = Wire.to(rig.port())) {
      one.send(Front.get("/1"));
      busy(rig);
      assertThat(two.send(Front.get("/2")).answer()).contains("x-sluice-reason: queue-full");
      rig.request();
      goOn.countDown();
      assertThat(one.answer()).endsWith("held");
      rig.request();
    }
  }

  @Test
  void sendsAwayWhoWaitedTooLong() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    try (Scripted backend = held(goOn);
        Rig rig = Front.of(settings(10, SHORT), backend.address());
        Wire one = Wire.to(rig.port());
        Wire two = Wire.to(rig.port())) {
      one.send(Front.get("/1"));
      busy(rig);
      assertThat(two.send(Front.get("/2")).answer())
          .startsWith("HTTP/1.1 504 ")
          .contains("x-sluice-reason: queue-timeout");
      assertThat(rig.request().answer().reason()).isEqualTo("queue-timeout");
      goOn.countDown();
      assertThat(one.answer()).endsWith("held");
      rig.request();
    }
  }

  @Test
  void countsTheWaitTowardsTheWholeDeadline() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    try (Scripted backend = held(goOn);
        Rig rig = Front.of(settings(10, LONG).request(SHORT), backend.address());
        Wire one = Wire.to(rig.port());
        Wire two = Wire.to(rig.port())) {
      one.send(Front.get("/1"));
      busy(rig);
      two.send(Front.get("/2"));
      assertThat(one.answer()).contains("x-sluice-reason: request-timeout");
      rig.request();
      assertThat(two.answer()).startsWith("HTTP/1.1 ");
      rig.request();
      assertThat(rig.pool().waiting()).isZero();
      goOn.countDown();
    }
  }

  @Test
  void givesUpThePlaceOfAClientThatLeaves() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    try (Scripted backend = held(goOn);
        Rig rig = Front.of(settings(10, LONG), backend.address());
        Wire one = Wire.to(rig.port())) {
      one.send(Front.get("/1"));
      busy(rig);
      try (Wire two = Wire.to(rig.port())) {
        two.send(Front.get("/2"));
        waiting(rig, 1);
      }
      waiting(rig, 0);
      assertThat(rig.request().answer().reason()).isEqualTo("client-gone");
      goOn.countDown();
      assertThat(one.answer()).endsWith("held");
      rig.request();
      assertThat(backend.accepted()).isEqualTo(1);
    }
  }

  @Test
  void givesUpThePlaceOfAClientThatLeavesWithABodyHalfSent() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    try (Scripted backend = held(goOn);
        Rig rig = Front.of(settings(10, LONG), backend.address());
        Wire one = Wire.to(rig.port())) {
      one.send(Front.get("/1"));
      busy(rig);
      try (Wire two = Wire.to(rig.port())) {
        two.send("PUT /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
        waiting(rig, 1);
      }
      waiting(rig, 0);
      assertThat(rig.request().answer().reason()).isEqualTo("client-gone");
      goOn.countDown();
      assertThat(one.answer()).endsWith("held");
      rig.request();
    }
  }

  @Test
  void tellsWhoWaitsThatItStops() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    try (Scripted backend = held(goOn);
        Rig rig = Front.of(settings(10, LONG), backend.address());
        Wire one = Wire.to(rig.port());
        Wire two = Wire.to(rig.port())) {
      one.send(Front.get("/1"));
      busy(rig);
      two.send(Front.get("/2"));
      waiting(rig, 1);
      assertThat(Rig.await(rig.stop(Duration.ofMillis(50)))).isEqualTo(2);
      assertThat(one.answer()).contains("x-sluice-reason: stopped");
      assertThat(two.answer()).contains("x-sluice-reason: stopped");
      rig.request();
      rig.request();
      assertThat(rig.pool().waiting()).isZero();
      goOn.countDown();
    }
  }

  @Test
  void servesWhoWaitsWhenTheClientBeforeItLeaves() throws Exception {
    try (Scripted backend = Scripted.backend(Wire::rest, wire -> Scripted.serve(wire, "next"));
        Rig rig = Front.of(settings(10, LONG), backend.address());
        Wire one = Wire.to(rig.port());
        Wire two = Wire.to(rig.port())) {
      one.send(Front.get("/1"));
      busy(rig);
      two.send(Front.get("/2"));
      waiting(rig, 1);
      one.reset();
      assertThat(two.answer()).endsWith("next");
      rig.request();
      rig.request();
    }
  }
}
