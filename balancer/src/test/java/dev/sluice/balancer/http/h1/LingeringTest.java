package dev.sluice.balancer.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.http.h1.H1Front.Carrier;
import dev.sluice.balancer.net.Eventually;
import dev.sluice.balancer.net.Wire;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Connections that are closed by the server, and clients that still send. */
class LingeringTest {

  private static final Duration LINGERING = H1Front.SETTINGS.lingering();

  static Stream<Carrier> carriers() {
    return Carrier.available();
  }

  @ParameterizedTest
  @MethodSource("carriers")
  void whoStillSendsGetsTheAnswerAndAnOrderlyEnd(Carrier carrier) throws Exception {
    try (H1Front front = H1Front.start(carrier, H1Front.SETTINGS, served -> {});
        Wire client = front.connect()) {
      client.send("BAD\r\n\r\n");
      // Far more than fits the buffers in between: it must be taken, or this would not return.
      client.send("x".repeat(30_000_000));
      assertThat(client.answer()).startsWith("HTTP/1.1 400 ");
      assertThat(client.ending()).isEqualTo("end");
      assertThat(front.connections()).isEqualTo(1);
      client.finish();
      front.awaitConnections(0);
    }
  }

  @Test
  void isOverAfterAWhile() throws Exception {
    try (H1Front front = H1Front.start(served -> {});
        Wire client = front.connect()) {
      client.send("BAD\r\n\r\n");
      assertThat(client.answer()).startsWith("HTTP/1.1 400 ");
      assertThat(client.ending()).isEqualTo("end");
      front.advance(LINGERING.minusMillis(100));
      client.send("more");
      assertThat(front.connections()).isEqualTo(1);
      front.advance(Duration.ofMillis(200));
      front.awaitConnections(0);
    }
  }

  @Test
  void whoSaidThatItEndsIsNotWaitedFor() throws Exception {
    try (H1Front front = H1Front.start(served -> served.answer("ok"));
        Wire client = front.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      assertThat(client.answer()).endsWith("ok");
      front.awaitConnections(0);
      assertThat(client.ending()).isEqualTo("end");
    }
  }

  @Test
  void aSlowReaderGetsAllOfItsLastAnswer() throws Exception {
    int size = 12_000_000;
    try (H1Front front = H1Front.start(served -> served.answer("x".repeat(size)));
        Wire client = front.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      client.head();
      int piece = 2_000_000;
      for (int read = 0; read < size; read += piece) {
        long before = front.unsent();
        assertThat(client.text(piece)).hasSize(piece);
        // It moves, if slowly: then the time that it takes doesn't matter.
        Eventually.that("it moves", () -> front.unsent() < before || front.unsent() == 0);
        front.advance(H1Front.SETTINGS.clientIdle().plusSeconds(1));
      }
      assertThat(client.ending()).isEqualTo("end");
    }
  }

  @Test
  void whoDoesNotReadItsLastAnswerIsNotWaitedForWithoutEnd() throws Exception {
    try (H1Front front = H1Front.start(served -> served.answer("x".repeat(30_000_000)));
        Wire client = front.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      client.head();
      front.advance(H1Front.SETTINGS.clientIdle().minusSeconds(1));
      assertThat(front.connections()).isEqualTo(1);
      Eventually.that(
          "it is given up",
          () -> {
            advance(front);
            return front.connections() == 0;
          });
      assertThat(client.gone()).isTrue();
    }
  }

  @Test
  void whoDoesNotReadAndAsksForNothingMoreIsNotWaitedForEither() throws Exception {
    try (H1Front front = H1Front.start(served -> served.answer("x".repeat(30_000_000)));
        Wire client = front.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      client.head();
      front.advance(H1Front.SETTINGS.clientIdle().minusSeconds(1));
      assertThat(front.connections()).isEqualTo(1);
      Eventually.that(
          "it is given up",
          () -> {
            advance(front);
            return front.connections() == 0;
          });
    }
  }

  private static void advance(H1Front front) {
    try {
      front.advance(H1Front.SETTINGS.clientIdle().plusSeconds(1));
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  @Test
  void aResetIsOneWhereTheEndWouldPassForTheAnswers() throws Exception {
    try (H1Front front =
            H1Front.start(
                served -> {
                  served.begin(-1).flush();
                  served.down.reset();
                });
        Wire client = front.connect()) {
      client.send("GET / HTTP/1.0\r\n\r\n");
      assertThat(client.gone()).isTrue();
      front.awaitConnections(0);
    }
    try (H1Front front = H1Front.start(served -> {});
        Wire client = front.connect()) {
      client.send("GET / HTTP/1.0\r\n\r\n");
      Served served = front.next();
      front.run(() -> served.begin(-1).flush());
      assertThat(client.head()).startsWith("HTTP/1.1 200 ");
      front.run(served.down::reset);
      assertThat(client.ending()).isEqualTo("reset");
    }
  }

  @Test
  void aResetLosesNothingOfWhatCameBefore() throws Exception {
    try (H1Front front =
            H1Front.start(
                served -> {
                  if (served.target.equals("/1")) {
                    served.answer("one");
                  } else {
                    served.begin(100).flush();
                    served.down.reset();
                    served.down.reset();
                  }
                });
        Wire client = front.connect()) {
      client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.answer()).endsWith("one");
      assertThat(client.head()).contains("Content-Length: 100\r\n");
      assertThat(client.ending()).isEqualTo("end");
      front.awaitConnections(0);
    }
  }
}
