package dev.sluice.balancer.http.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.event.AccessEvent;
import dev.sluice.balancer.net.Eventually;
import dev.sluice.balancer.net.Rig;
import dev.sluice.balancer.net.Scripted;
import dev.sluice.balancer.net.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backends that fail, at every stage of an exchange. */
class RetryTest {

  private static final String POST =
      "POST /x HTTP/1.1\r\nHost: example.com\r\nContent-Length: 4\r\n\r\nbody";

  private static void resetAfterHead(Wire wire) throws Exception {
    wire.head();
    wire.reset();
  }

  @Test
  void leavesOutABackendThatRefuses() throws Exception {
    try (Scripted good = Scripted.named("good");
        Rig rig = Front.of(Scripted.closedPort(), good.address());
        Wire client = Wire.to(rig.port())) {
      assertThat(client.send(Front.get("/")).answer()).startsWith("HTTP/1.1 200").endsWith("good");
      AccessEvent.Answer answer = rig.request().answer();
      assertThat(answer.target().backend()).isEqualTo(good.address().toString());
      assertThat(answer.reason()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST"})
  void saysSoWhenAllBackendsRefuse(String method) throws Exception {
    try (Rig rig = Front.of(Scripted.closedPort(), Scripted.closedPort());
        Wire client = Wire.to(rig.port())) {
      client.send(method + " / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
      assertThat(client.answer())
          .startsWith("HTTP/1.1 503 ")
          .contains("\r\nx-sluice-reason: all-backends-down\r\n");
      assertThat(rig.request().answer().reason()).isEqualTo("all-backends-down");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
  void asksAnotherBackendAfterAReset(String method) throws Exception {
    try (Scripted bad = Scripted.backend(RetryTest::resetAfterHead);
        Scripted good =
            Scripted.backend(
                w -> {
                  w.head();
                  w.send("HTTP/1.1 204 Good\r\n\r\n");
                  w.rest();
                });
        Rig rig = Front.of(bad.address(), good.address());
        Wire client = Wire.to(rig.port())) {
      client.send(method + " / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.head()).startsWith("HTTP/1.1 204 ");
      assertThat(rig.request().answer().target().backend()).isEqualTo(good.address().toString());
    }
  }

  @Test
  void repeatsNothingThatIsNotIdempotent() throws Exception {
    try (Scripted bad = Scripted.backend(RetryTest::resetAfterHead);
        Scripted good = Scripted.named("good");
        Rig rig = Front.of(bad.address(), good.address());
        Wire client = Wire.to(rig.port())) {
      assertThat(client.send(POST).answer())
          .startsWith("HTTP/1.1 502 ")
          .contains("x-sluice-reason: backend-reset");
      assertThat(rig.request().answer().status()).isEqualTo(502);
      assertThat(good.accepted()).isZero();
    }
  }

  @Test
  void answers502WhenEveryBackendResets() throws Exception {
    try (Scripted bad = Scripted.backend(RetryTest::resetAfterHead);
        Rig rig = Front.of(bad.address(), bad.address(), Scripted.closedPort());
        Wire client = Wire.to(rig.port())) {
      assertThat(client.send(Front.get("/")).answer()).startsWith("HTTP/1.1 502 ");
      rig.request();
    }
  }

  @Test
  void dialsAgainWhenAKeptConnectionBreaks() throws Exception {
    try (Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.head();
                  wire.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none");
                  wire.head();
                },
                wire -> Scripted.serve(wire, "two"));
        Rig rig = Front.of(backend.address());
        Wire client = Wire.to(rig.port())) {
      assertThat(client.send(Front.get("/1")).answer()).endsWith("one");
      assertThat(client.send(Front.get("/2")).answer()).endsWith("two");
      assertThat(backend.accepted()).isEqualTo(2);
      rig.request();
      assertThat(rig.request().answer().status()).isEqualTo(200);
    }
  }

  @Test
  void givesUpOnABackendThatNeverAnswers() throws Exception {
    try (Scripted backend = Scripted.backend(Wire::rest);
        Rig rig =
            Front.of(
                Front.SETTINGS.idle(Duration.ofSeconds(60), Duration.ofMillis(300)),
                backend.address());
        Wire client = Wire.to(rig.port())) {
      assertThat(client.send(Front.get("/")).answer())
          .startsWith("HTTP/1.1 504 ")
          .contains("x-sluice-reason: backend-timeout");
      assertThat(rig.request().answer().reason()).isEqualTo("backend-timeout");
    }
  }

  @Test
  void givesUpOnAClientThatNeverSendsItsBody() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.head();
                  wire.gone();
                  closed.countDown();
                });
        Rig rig =
            Front.of(
                Front.SETTINGS.idle(Duration.ofSeconds(60), Duration.ofMillis(300)),
                backend.address());
        Wire client = Wire.to(rig.port())) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf");
      assertThat(client.answer())
          .startsWith("HTTP/1.1 408 ")
          .contains("x-sluice-reason: client-timeout");
      assertThat(client.gone()).isTrue();
      closed.await();
      assertThat(rig.request().answer().reason()).isEqualTo("client-timeout");
    }
  }

  @Test
  void breaksOffAnAnswerThatTheBackendBreaksOff() throws Exception {
    try (Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.head();
                  wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
                  wire.reset();
                });
        Rig rig = Front.of(backend.address());
        Wire client = Wire.to(rig.port())) {
      client.send(Front.get("/"));
      assertThat(client.gone()).isTrue();
      AccessEvent.Answer answer = rig.request().answer();
      assertThat(answer.reason()).isEqualTo("backend-reset");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: x\r\n\r\n",
        "HTTP/3.7 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc",
      })
  void answers502WhenTheAnswerMakesNoSense(String nonsense) throws Exception {
    try (Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.head();
                  wire.send(nonsense);
                  wire.rest();
                });
        Rig rig = Front.of(backend.address());
        Wire client = Wire.to(rig.port())) {
      assertThat(client.send(Front.get("/")).answer())
          .startsWith("HTTP/1.1 502 ")
          .contains("x-sluice-reason: ba");
      assertThat(rig.request().answer().status()).isEqualTo(502);
    }
  }

  @Test
  void passesNoStrayAnswerToTheNextRequest() throws Exception {
    try (Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.head();
                  wire.send(
                      "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none"
                          + "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nstray");
                  wire.rest();
                },
                wire -> Scripted.serve(wire, "two"));
        Rig rig = Front.of(backend.address());
        Wire client = Wire.to(rig.port())) {
      assertThat(client.send(Front.get("/1")).answer()).endsWith("one");
      assertThat(client.send(Front.get("/2")).answer()).endsWith("two");
      rig.request();
      rig.request();
    }
  }

  @Test
  void closesTheBackendsConnectionWhenTheClientLeaves() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    try (Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.head();
                  asked.countDown();
                  wire.gone();
                  closed.countDown();
                });
        Rig rig = Front.of(backend.address())) {
      try (Wire client = Wire.to(rig.port())) {
        client.send(Front.get("/"));
        asked.await();
      }
      closed.await();
      AccessEvent.Answer answer = rig.request().answer();
      assertThat(answer.status()).isEqualTo(499);
      assertThat(answer.reason()).isEqualTo("client-gone");
    }
  }

  @Test
  void stopsReadingTheBackendWhenTheClientLeavesInTheMiddle() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.head();
                  wire.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
                  byte[] piece = new byte[100_000];
                  try {
                    for (int i = 0; i < 10_000; i++) {
                      wire.send(piece);
                    }
                  } finally {
                    closed.countDown();
                  }
                });
        Rig rig = Front.of(backend.address())) {
      Wire client = Wire.to(rig.port());
      client.send(Front.get("/")).text(1_000_000);
      client.reset();
      closed.await();
      assertThat(rig.request().answer().reason()).isEqualTo("client-gone");
    }
  }

  /** What is left of an upload that nobody wants must not be taken for the next request. */
  @Test
  void doesNotReuseAConnectionWithHalfARequestOnIt() throws Exception {
    try (Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.head();
                  wire.send("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
                  wire.gone();
                },
                wire -> Scripted.serve(wire, "clean"));
        Rig rig = Front.of(backend.address());
        Wire client = Wire.to(rig.port());
        Wire next = Wire.to(rig.port())) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf");
      assertThat(client.answer()).startsWith("HTTP/1.1 413 ");
      assertThat(next.send(Front.get("/")).answer()).endsWith("clean");
      assertThat(backend.accepted()).isEqualTo(2);
      rig.request();
      rig.request();
    }
  }

  @Test
  void answersWhatIsUnderWayWhileItStopsAndClosesThen() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    try (Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.head();
                  goOn.await();
                  wire.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone");
                  wire.rest();
                });
        Rig rig = Front.of(backend.address());
        Wire client = Wire.to(rig.port())) {
      client.send(Front.get("/"));
      Eventually.that("asked", () -> backend.accepted() == 1);
      var stopped = rig.stop(Duration.ofSeconds(10));
      Eventually.that("nothing is accepted any more", () -> refused(rig.port()));
      goOn.countDown();
      assertThat(client.answer()).containsIgnoringCase("connection: close").endsWith("done");
      assertThat(client.ending()).isEqualTo("end");
      assertThat(Rig.await(stopped)).isZero();
      rig.request();
    }
  }

  private static boolean refused(int port) {
    try (Wire another = Wire.to(port)) {
      return another.socket().isClosed();
    } catch (java.io.IOException refused) {
      return true;
    }
  }

  @Test
  void breaksOffAndCountsWhatIsLeftAfterTheGrace() throws Exception {
    try (Scripted backend = Scripted.backend(Wire::rest);
        Rig rig = Front.of(backend.address());
        Wire client = Wire.to(rig.port())) {
      client.send(Front.get("/"));
      Eventually.that("asked", () -> backend.accepted() == 1);
      assertThat(Rig.await(rig.stop(Duration.ofMillis(100)))).isEqualTo(1);
      assertThat(client.answer())
          .startsWith("HTTP/1.1 503 ")
          .contains("x-sluice-reason: stopped")
          .containsIgnoringCase("connection: close");
      assertThat(rig.request().answer().reason()).isEqualTo("stopped");
    }
  }

  @Test
  void closesClientsThatAreIdle() throws Exception {
    try (Scripted backend = Scripted.named("x");
        Rig rig =
            Front.of(
                Front.SETTINGS.idle(Duration.ofMillis(300), Duration.ofSeconds(60)),
                backend.address());
        Wire silent = Wire.to(rig.port());
        Wire client = Wire.to(rig.port())) {
      client.send(Front.get("/")).answer();
      assertThat(client.gone()).isTrue();
      assertThat(silent.gone()).isTrue();
      rig.request();
    }
  }

  /** Vert.x closes a connection only behind what is still to be written, which here is for ever. */
  @Test
  void closesTheConnectionOfABackendThatReadsNoMore() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    int size = 30_000_000;
    try (Scripted backend =
        Scripted.backend(
            wire -> {
              wire.head();
              done.await();
            })) {
      try (Rig rig =
              Front.of(
                  Front.SETTINGS.idle(Duration.ofSeconds(60), Duration.ofMillis(300)),
                  backend.address());
          Wire client = Wire.to(rig.port())) {
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + "\r\n\r\n");
        Thread sending = new Thread(() -> sendAll(client, size));
        sending.setDaemon(true);
        sending.start();
        assertThat(rig.request().answer().reason()).isEqualTo("backend-timeout");
        // The rig's closing waits until every connection is closed.
      }
      done.countDown();
    }
  }

  private static void sendAll(Wire client, int size) {
    try {
      client.send(new byte[size]);
    } catch (IOException answered) {
      // The upload is cut short.
    }
  }
}
