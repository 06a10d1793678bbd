package dev.sluice.balancer.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.net.Eventually;
import dev.sluice.balancer.net.Scripted;
import dev.sluice.balancer.net.Transports;
import io.vertx.core.transport.Transport;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers come out as they were meant, however they come in. */
class AnswersTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private static Stream<Transport> transports() {
    return Transports.available();
  }

  private static Scripted.Script answering(String answer) {
    return wire -> {
      while (!wire.head().isEmpty()) {
        wire.send(answer);
      }
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HEAD | HTTP/1.1 200 OK~Content-Length: 5~~                | 200 end",
        "HEAD | HTTP/1.1 200 OK~Transfer-Encoding: chunked~~       | 200 end",
        "GET  | HTTP/1.1 204 No Content~~                          | 204 end",
        "GET  | HTTP/1.1 304 Not Modified~Content-Length: 5~~      | 304 end",
        "GET  | HTTP/1.1 200 OK~Content-Length: 0~~                | 200 end",
        "GET  | HTTP/1.1 200 OK~Content-Length: 5~~hello           | 200 end hello",
        "GET  | HTTP/1.1 404 ~Content-Length: 5~~hello             | 404 end hello",
        "GET  | HTTP/1.1 100 Continue~~HTTP/1.1 200 OK~Content-Length: 2~~ok | 100 200 end ok",
        "GET  | HTTP/1.1 103 A~X: y~~HTTP/1.1 102 B~~HTTP/1.1 200 OK~Content-Length: 2~~ok | 103 102 200 end ok",
        "GET  | HTTP/1.1 200 OK~Transfer-Encoding: chunked~~0~~    | 200 end",
        "GET  | HTTP/1.1 200 OK~Transfer-Encoding: chunked~~5~hello~3;x=y~abc~0~~ | 200 end helloabc",
        "GET  | HTTP/1.1 200 OK~Transfer-Encoding: chunked~~1~a~0~A: b~C: d~~ | 200 end A=b C=d a",
      })
  void eachWayOfFramingIsRead(String method, String answer, String expected) throws Exception {
    String bytes = answer.strip().replace("~", "\r\n");
    try (Caller caller = Caller.plain();
        Scripted backend = Scripted.backend(answering(bytes))) {
      for (int i = 0; i < 3; i++) {
        assertThat(caller.ask(backend.address(), method, "/").open().answer())
            .isEqualTo(expected.strip());
      }
      assertThat(backend.accepted()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 103 Early\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;a=b\r\nllo\r\n0\r\nA: b\r\n\r\n",
      })
  void anAnswerMayBeSplitAtEveryByte(String answer) throws Exception {
    AtomicLong cut = new AtomicLong();
    AtomicLong seen = new AtomicLong();
    try (Caller caller = Caller.plain();
        Scripted backend =
            Scripted.backend(
                wire -> {
                  while (!wire.head().isEmpty()) {
                    int at = (int) cut.get();
                    wire.send(answer.substring(0, at));
                    // The rest comes in a read of its own.
                    caller.run(seen::incrementAndGet);
                    wire.send(answer.substring(at));
                  }
                })) {
      Asked whole = caller.get(backend.address(), "/");
      String expected = whole.answer();
      assertThat(expected).endsWith("hello");
      for (int at = 1; at < answer.length(); at++) {
        cut.set(at);
        assertThat(caller.get(backend.address(), "/").answer()).as("at " + at).isEqualTo(expected);
      }
      assertThat(backend.accepted()).isEqualTo(1);
      assertThat(seen).hasValue(answer.length());
    }
  }

  @Test
  void anAnswerMayComeByteByByte() throws Exception {
    String answer =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nA: b\r\n\r\n";
    try (Caller caller = Caller.plain();
        Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.head();
                  for (char next : answer.toCharArray()) {
                    wire.send(String.valueOf(next));
                    caller.run(() -> {});
                  }
                })) {
      assertThat(caller.get(backend.address(), "/").answer()).isEqualTo("200 end A=b hello");
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void anAnswerMayGoOnUntilTheEnd(Transport transport) throws Exception {
    try (Caller caller = Caller.on(transport);
        Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.head();
                  wire.send("HTTP/1.1 200 OK\r\n\r\n" + "a".repeat(100_000));
                })) {
      for (int i = 1; i <= 2; i++) {
        Asked asked = caller.get(backend.address(), "/");
        assertThat(asked.outcome()).isEqualTo("200 end");
        assertThat(asked.received()).isEqualTo(100_000);
        assertThat(backend.accepted()).isEqualTo(i);
      }
    }
  }

  @Test
  void whatIsReadAtOnceIsToldAsOneBatch() throws Exception {
    StringBuffer told = new StringBuffer();
    CountDownLatch more = new CountDownLatch(1);
    try (Caller caller = Caller.plain();
        Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.head();
                  wire.send(
                      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n1\r\nb\r\n");
                  more.await(10, TimeUnit.SECONDS);
                  wire.send("0\r\n\r\n");
                })) {
      Asked asked =
          caller
              .ask(backend.address(), "GET", "/")
              .on("data", go -> told.append("d"))
              .on(
                  "batched",
                  go -> {
                    told.append("b");
                    more.countDown();
                  })
              .on("end", go -> told.append("e"))
              .open();
      assertThat(asked.answer()).isEqualTo("200 end ab");
      assertThat(told).hasToString("ddbe");
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void nothingIsDeliveredBeforeItIsAskedFor(Transport transport) throws Exception {
    try (Caller caller = Caller.on(transport);
        Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.head();
                  wire.send("HTTP/1.1 200 OK\r\n\r\nhello");
                })) {
      Asked asked = caller.ask(backend.address(), "GET", "/").withoutStarting().open().await("200");
      // Long after the backend's end.
      Eventually.that("the backend is through", () -> backend.accepted() == 1);
      caller.run(() -> {});
      assertThat(asked.body()).isEmpty();
      assertThat(asked.start().answer()).isEqualTo("200 end hello");
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aBreachIsToldBehindWhatCameBefore(Transport transport) throws Exception {
    try (Caller caller = Caller.on(transport);
        Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.head();
                  wire.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello");
                })) {
      Asked asked = caller.ask(backend.address(), "GET", "/").withoutStarting().open().await("200");
      caller.run(() -> {});
      assertThat(asked.body()).isEmpty();
      assertThat(asked.start().outcome()).isEqualTo("200 broken RESET");
      assertThat(asked.body()).isEqualTo("hello");
    }
  }

  /** Sends until it is held back, and counts. */
  private static Scripted.Script flood(String head, long total, AtomicLong sent) {
    byte[] piece = new byte[64 * 1024];
    return wire -> {
      wire.head();
      wire.send(head);
      for (long left = total; left > 0; left -= piece.length) {
        wire.send(piece);
        sent.addAndGet(piece.length);
      }
      wire.gone();
    };
  }

  private static void awaitStill(AtomicLong sent) {
    long[] seen = {-1, System.nanoTime()};
    Eventually.that(
        "the backend is held back",
        () -> {
          long now = System.nanoTime();
          if (sent.get() != seen[0]) {
            seen[0] = sent.get();
            seen[1] = now;
          }
          return sent.get() > 0 && now - seen[1] > 200_000_000;
        });
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aSlowReceiverHoldsTheBackendBack(Transport transport) throws Exception {
    long total = 64L * 1024 * 1024;
    AtomicLong sent = new AtomicLong();
    try (Caller caller = Caller.on(transport);
        Scripted backend =
            Scripted.backend(
                flood("HTTP/1.1 200 OK\r\nContent-Length: " + total + "\r\n\r\n", total, sent))) {
      Asked asked =
          caller
              .ask(backend.address(), "GET", "/")
              .withoutStarting()
              .withoutKeeping()
              .open()
              .await("200");
      awaitStill(sent);
      // What the sockets hold, and no more.
      assertThat(sent.get()).isLessThan(total / 2);
      assertThat(asked.received()).isZero();
      asked.pause().start();
      awaitStill(sent);
      assertThat(sent.get()).isLessThan(total / 2);
      asked.resume();
      Eventually.that("some of it comes", () -> asked.received() > 1024 * 1024);
      asked.pause();
      awaitStill(sent);
      assertThat(sent.get() - asked.received()).isLessThan(total / 2);
      assertThat(asked.resume().outcome()).isEqualTo("200 end");
      assertThat(asked.received()).isEqualTo(total);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void whatWasPausedIsLetGoWhenItIsGivenUp(Transport transport) throws Exception {
    long total = 64L * 1024 * 1024;
    AtomicLong sent = new AtomicLong();
    try (Caller caller = Caller.on(transport);
        Scripted backend =
            Scripted.backend(
                flood("HTTP/1.1 200 OK\r\nContent-Length: " + total + "\r\n\r\n", total, sent))) {
      Asked asked = caller.ask(backend.address(), "GET", "/").withoutStarting().open();
      asked.await("200");
      awaitStill(sent);
      asked.cancel();
      assertThat(asked.events()).isEqualTo("200");
    }
    assertThat(sent.get()).isLessThan(total);
  }

  @Test
  void anIdleConnectionIsReadAgainThoughTheLastReceiverPaused() throws Exception {
    try (Caller caller = Caller.plain();
        Scripted backend = Scripted.backend(answering(OK))) {
      Asked paused = caller.ask(backend.address(), "GET", "/");
      paused.on("data", go -> paused.pauseHere()).open();
      assertThat(paused.answer()).isEqualTo("200 end ok");
      assertThat(caller.get(backend.address(), "/").answer()).isEqualTo("200 end ok");
      assertThat(backend.accepted()).isEqualTo(1);
    }
  }

  @Test
  void theHeadIsThereUntilTheEnd() throws Exception {
    try (Caller caller = Caller.plain();
        Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.head();
                  wire.send("HTTP/1.1 203 So so\r\nServer: it\r\nContent-Length: 1\r\n\r\nx");
                })) {
      Asked asked = caller.ask(backend.address(), "GET", "/");
      StringBuffer seen = new StringBuffer();
      asked.on("end", go -> seen.append(asked.server())).open();
      assertThat(asked.answer()).isEqualTo("203 end x");
      assertThat(seen).hasToString("it");
    }
  }
}
