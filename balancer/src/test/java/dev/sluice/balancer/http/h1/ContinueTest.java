package dev.sluice.balancer.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.net.Eventually;
import dev.sluice.balancer.net.Wire;
import org.junit.jupiter.api.Test;

/** Interim answers, and clients that wait for one (RFC 9110, sections 10.1.1 and 15.2). */
class ContinueTest {

  private static String waiting(String version) {
    return "POST / " + version + "\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
  }

  @Test
  void whoWaitsIsToldAndSends() throws Exception {
    try (H1Front front = H1Front.start(served -> {});
        Wire client = front.connect()) {
      for (int i = 0; i < 2; i++) {
        client.send(waiting("HTTP/1.1"));
        Served served = front.next();
        assertThat(front.get(served.down::expectsContinue)).isTrue();
        front.run(
            () -> {
              served.interim(100);
              served.down.body().start(served);
            });
        assertThat(client.head()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
        client.send("ab");
        Eventually.that("the body has come", () -> served.told("end"));
        front.run(() -> served.answer("ok"));
        assertThat(client.answer()).doesNotContain("close").endsWith("ok");
      }
    }
  }

  @Test
  void whoWasNotAskedForTheBodyIsClosedBehindTheAnswer() throws Exception {
    try (H1Front front = H1Front.start(served -> served.answer("no"));
        Wire client = front.connect()) {
      client.send(waiting("HTTP/1.1"));
      assertThat(client.answer()).contains("\r\nConnection: close\r\n").endsWith("no");
      // It may take this for the body, or not.
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.ending()).isEqualTo("end");
      front.next();
      assertThat(front.noMore()).isTrue();
    }
  }

  @Test
  void whoDidNotWaitStays() throws Exception {
    try (H1Front front = H1Front.start(served -> served.down.body().start(served));
        Wire client = front.connect()) {
      client.send(waiting("HTTP/1.1") + "ab");
      Served served = front.next();
      Eventually.that("the body has come", () -> served.told("end"));
      front.run(() -> served.answer("ok"));
      assertThat(client.answer()).doesNotContain("close").endsWith("ok");
    }
  }

  @Test
  void interimAnswersComeAsTheyAreAndInOrder() throws Exception {
    try (H1Front front =
            H1Front.start(
                served -> {
                  served.interim(103, "link", "</a>; rel=preload");
                  served.interim(102);
                  served.answer("ok");
                  served.interim(103);
                });
        Wire client = front.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.head())
          .isEqualTo("HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\n\r\n");
      assertThat(client.head()).isEqualTo("HTTP/1.1 102 Processing\r\n\r\n");
      assertThat(client.answer()).endsWith("ok");
      assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").head())
          .startsWith("HTTP/1.1 103");
    }
  }

  @Test
  void anInterimAnswerIsSentAtOnce() throws Exception {
    try (H1Front front = H1Front.start(served -> {});
        Wire client = front.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      Served served = front.next();
      front.run(() -> served.interim(103));
      assertThat(client.head()).startsWith("HTTP/1.1 103 ");
      front.run(() -> served.answer("ok"));
      assertThat(client.answer()).endsWith("ok");
    }
  }

  @Test
  void anOldClientGetsNone() throws Exception {
    try (H1Front front =
            H1Front.start(
                served -> {
                  assertThat(served.down.expectsContinue()).isFalse();
                  served.interim(100);
                  served.interim(103);
                  served.answer("ok");
                });
        Wire client = front.connect()) {
      client.send(waiting("HTTP/1.0") + "ab");
      assertThat(client.answer()).startsWith("HTTP/1.1 200 ").endsWith("ok");
    }
  }
}
