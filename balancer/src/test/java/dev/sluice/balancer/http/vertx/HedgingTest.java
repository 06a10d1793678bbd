package dev.sluice.balancer.http.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.net.Eventually;
import dev.sluice.balancer.net.Rig;
import dev.sluice.balancer.net.Scripted;
import dev.sluice.balancer.net.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A second request beside a slow first one. The first backend gets the first one. */
class HedgingTest {

  /** Latencies without which nothing is hedged, evenly over both backends. */
  private static final int KNOWN = 100;

  private static final Rig.Settings HEDGED =
      Front.SETTINGS.retry(Policies.hedge(Policies.ONCE, Duration.ofMillis(50)));

  private final CountDownLatch firstAsked = new CountDownLatch(1);
  private final CountDownLatch firstGoesOn = new CountDownLatch(1);
  private final CountDownLatch firstGone = new CountDownLatch(1);
  private final CountDownLatch secondAsked = new CountDownLatch(1);
  private final CountDownLatch secondGone = new CountDownLatch(1);

  private static Scripted backend(Scripted.Script then) throws IOException {
    return Scripted.backend(
        wire -> {
          for (int i = 0; i < KNOWN / 2; i++) {
            wire.head();
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
          }
          play(wire, then);
        },
        wire -> play(wire, then));
  }

  private static void play(Wire wire, Scripted.Script then) throws Exception {
    if (!wire.head().isEmpty()) {
      then.play(wire);
    }
  }

  private static void answer(Wire wire, String text) throws IOException {
    wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
  }

  private static Wire warm(Rig rig) throws Exception {
    Wire client = Wire.to(rig.port());
    for (int i = 0; i < KNOWN; i++) {
      assertThat(client.send(Front.get("/")).answer()).startsWith("HTTP/1.1 200 ");
      rig.request();
    }
    return client;
  }

  @Test
  void takesTheAnswerOfTheSecond() throws Exception {
    try (Scripted first =
            backend(
                wire -> {
                  wire.gone();
                  firstGone.countDown();
                });
        Scripted second =
            backend(
                wire -> {
                  answer(wire, "second");
                  wire.gone();
                });
        Rig rig = Front.of(HEDGED, first.address(), second.address());
        Wire client = warm(rig)) {
      assertThat(client.send(Front.get("/slow")).answer()).endsWith("second");
      firstGone.await();
      assertThat(rig.request().answer().target().backend()).isEqualTo(second.address().toString());
      assertThat(rig.pool().view()).allMatch(b -> b.figures().failures() == 0);
    }
  }

  @Test
  void takesTheAnswerOfTheFirstAfterAll() throws Exception {
    try (Scripted first =
            backend(
                wire -> {
                  firstGoesOn.await();
                  answer(wire, "first");
                  wire.gone();
                });
        Scripted second =
            backend(
                wire -> {
                  secondAsked.countDown();
                  wire.gone();
                  secondGone.countDown();
                });
        Rig rig = Front.of(HEDGED, first.address(), second.address());
        Wire client = warm(rig)) {
      client.send(Front.get("/slow"));
      secondAsked.await();
      firstGoesOn.countDown();
      assertThat(client.answer()).endsWith("first");
      secondGone.await();
      assertThat(rig.request().answer().target().backend()).isEqualTo(first.address().toString());
    }
  }

  @Test
  void waitsForTheFirstWhenTheSecondFails() throws Exception {
    try (Scripted first =
            backend(
                wire -> {
                  firstGoesOn.await();
                  answer(wire, "first");
                  wire.gone();
                });
        Scripted second = backend(Wire::reset);
        Rig rig = Front.of(HEDGED, first.address(), second.address());
        Wire client = warm(rig)) {
      client.send(Front.get("/slow"));
      // A kept connection: it is dialled once more, and breaks again.
      Eventually.that("the second failed", () -> rig.pool().view().get(1).figures().failures() > 0);
      firstGoesOn.countDown();
      assertThat(client.answer()).endsWith("first");
      rig.request();
    }
  }

  @Test
  void waitsForTheSecondWhenTheFirstFails() throws Exception {
    CountDownLatch secondGoesOn = new CountDownLatch(1);
    try (Scripted first =
            backend(
                wire -> {
                  secondAsked.await();
                  wire.reset();
                });
        Scripted second =
            backend(
                wire -> {
                  secondAsked.countDown();
                  secondGoesOn.await();
                  answer(wire, "second");
                  wire.gone();
                });
        Rig rig = Front.of(HEDGED, first.address(), second.address());
        Wire client = warm(rig)) {
      client.send(Front.get("/slow"));
      Eventually.that("the first failed", () -> rig.pool().view().get(0).figures().failures() > 0);
      secondGoesOn.countDown();
      assertThat(client.answer()).endsWith("second");
      rig.request();
    }
  }

  @Test
  void endsBothWhenTheClientLeaves() throws Exception {
    try (Scripted first =
            backend(
                wire -> {
                  wire.gone();
                  firstGone.countDown();
                });
        Scripted second =
            backend(
                wire -> {
                  secondAsked.countDown();
                  wire.gone();
                  secondGone.countDown();
                });
        Rig rig = Front.of(HEDGED, first.address(), second.address())) {
      try (Wire client = warm(rig)) {
        client.send(Front.get("/slow"));
        secondAsked.await();
      }
      firstGone.await();
      secondGone.await();
      assertThat(rig.request().answer().reason()).isEqualTo("client-gone");
    }
  }

  @Test
  void hedgesNothingButReads() throws Exception {
    try (Scripted first =
            backend(
                wire -> {
                  firstAsked.countDown();
                  wire.gone();
                });
        Scripted second =
            backend(
                wire -> {
                  throw new AssertionError("asked as well");
                });
        Rig rig =
            Front.of(
                HEDGED.idle(Duration.ofSeconds(60), Duration.ofMillis(500)),
                first.address(),
                second.address());
        Wire client = warm(rig)) {
      client.send("DELETE / HTTP/1.1\r\nHost: a\r\n\r\n");
      firstAsked.await();
      assertThat(client.answer()).contains("x-sluice-reason: backend-timeout");
      rig.request();
    }
  }

  @Test
  void hedgesNothingWithoutAnotherBackend() throws Exception {
    try (Scripted only =
            Scripted.backend(
                wire -> {
                  for (int i = 0; i < KNOWN; i++) {
                    wire.head();
                    answer(wire, "");
                  }
                  wire.head();
                  wire.gone();
                });
        Rig rig =
            Front.of(HEDGED.idle(Duration.ofSeconds(60), Duration.ofMillis(500)), only.address());
        Wire client = warm(rig)) {
      assertThat(client.send(Front.get("/slow")).answer())
          .contains("x-sluice-reason: backend-timeout");
      assertThat(only.accepted()).isEqualTo(1);
      rig.request();
    }
  }
}
