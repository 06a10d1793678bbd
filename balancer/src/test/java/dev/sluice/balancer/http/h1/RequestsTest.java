package dev.sluice.balancer.http.h1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.balancer.http.head.BodyLength;
import dev.sluice.balancer.http.head.FieldList;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.net.Eventually;
import dev.sluice.balancer.net.Scripted;
import dev.sluice.balancer.net.Transports;
import dev.sluice.balancer.net.Wire;
import io.vertx.core.transport.Transport;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests reach the backend as they were meant, and answers may come before their end. */
class RequestsTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

  private static Stream<Transport> transports() {
    return Transports.available();
  }

  private static Stream<Transport> withoutIoUring() {
    return transports().filter(transport -> transport != Transport.IO_URING);
  }

  private String seen() throws InterruptedException {
    return seen.poll(10, TimeUnit.SECONDS);
  }

  /** Keeps what it gets, and answers. */
  private Scripted keeping() throws Exception {
    return Scripted.backend(
        wire -> {
          for (String request = wire.answer(); !request.isEmpty(); request = wire.answer()) {
            seen.add(request.toLowerCase(Locale.ROOT));
            wire.send(OK);
          }
        });
  }

  @Test
  void aHeadAloneIsSentAsItIs() throws Exception {
    try (Caller caller = Caller.plain();
        Scripted backend = keeping()) {
      caller.ask(backend.address(), "GET", "/a?b").field("X", "y").open().answer();
      assertThat(seen())
          .startsWith("get /a?b http/1.1\r\n")
          .contains("\r\nhost: example.com\r\n", "\r\nx: y\r\n")
          .doesNotContain("content-length", "transfer-encoding");
    }
  }

  @Test
  void aBodyGoesByItsLengthOrInChunksWithTrailers() throws Exception {
    try (Caller caller = Caller.plain();
        Scripted backend = keeping()) {
      Asked known = caller.ask(backend.address(), "POST", "/").length(5).open();
      assertThat(known.data("he").finish("llo", Fields.NONE).answer()).isEqualTo("200 end ok");
      assertThat(seen()).contains("\r\ncontent-length: 5\r\n").endsWith("\r\n\r\nhello");
      Asked unknown = caller.ask(backend.address(), "POST", "/").length(BodyLength.UNKNOWN).open();
      unknown.data("he").data("llo").finish(FieldList.of("X-Sum", "1"));
      assertThat(unknown.answer()).isEqualTo("200 end ok");
      assertThat(seen()).contains("transfer-encoding: chunked").endsWith("hello\nx-sum: 1");
      // Both ended as they should.
      assertThat(backend.accepted()).isEqualTo(1);
    }
  }

  @Test
  void whatIsNotWhatWasAnnouncedIsNeverSent() throws Exception {
    BlockingQueue<String> rest = new LinkedBlockingQueue<>();
    try (Caller caller = Caller.plain();
        Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.head();
                  rest.add(wire.ending());
                })) {
      Asked more = caller.ask(backend.address(), "POST", "/").length(2).open();
      assertThatThrownBy(() -> more.data("ok!"))
          .hasRootCauseInstanceOf(IllegalStateException.class);
      assertThat(rest.poll(10, TimeUnit.SECONDS)).isIn("end", "reset");
      Asked less = caller.ask(backend.address(), "POST", "/").length(2).open().data("o");
      assertThatThrownBy(() -> less.finish(Fields.NONE))
          .hasRootCauseInstanceOf(IllegalStateException.class);
      assertThat(rest.poll(10, TimeUnit.SECONDS)).isIn("o", "reset");
      assertThat(more.events() + less.events()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aSlowBackendIsToldOf(Transport transport) throws Exception {
    int piece = 64 * 1024;
    long total = 256L * piece;
    CountDownLatch read = new CountDownLatch(1);
    AtomicLong writable = new AtomicLong();
    try (Caller caller = Caller.on(transport);
        Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.head();
                  read.await(10, TimeUnit.SECONDS);
                  assertThat(wire.bytes((int) total)).hasSize((int) total);
                  wire.send(OK);
                })) {
      Asked asked = caller.ask(backend.address(), "POST", "/").length(total);
      asked.on("writable", go -> writable.incrementAndGet()).open();
      long left = total;
      while (left > 0 && asked.canWrite()) {
        asked.data(new byte[piece]);
        left -= piece;
      }
      // It has taken what the sockets hold.
      assertThat(left).isPositive();
      long before = writable.get();
      read.countDown();
      while (left > 0) {
        Eventually.that("more can be written", asked::canWrite);
        asked.data(new byte[piece]);
        left -= piece;
      }
      assertThat(asked.finish(Fields.NONE).answer()).isEqualTo("200 end ok");
      assertThat(writable.get()).isGreaterThan(before);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void anAnswerMayComeBeforeTheRequestIsWhole(Transport transport) throws Exception {
    try (Caller caller = Caller.on(transport);
        Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.head();
                  wire.text(2);
                  wire.send("HTTP/1.1 413 No\r\nContent-Length: 2\r\n\r\nno");
                  wire.gone();
                  seen.add("gone");
                })) {
      Asked asked = caller.ask(backend.address(), "POST", "/").length(9).open().data("he");
      assertThat(asked.answer()).isEqualTo("413 end no");
      // The rest would be taken for the next request.
      assertThat(seen()).isEqualTo("gone");
      // It may go on as if nothing was.
      assertThat(asked.canWrite()).isTrue();
      asked.data("llo").finish(Fields.NONE).cancel();
      assertThat(asked.events()).isEqualTo("413 end");
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void bothBodiesMayBeUnderWayAtOneTime(Transport transport) throws Exception {
    try (Caller caller = Caller.on(transport);
        Scripted backend =
            Scripted.backend(
                wire -> {
                  for (int i = 0; i < 2; i++) {
                    wire.head();
                    wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    echo(wire, 2);
                    echo(wire, 3);
                    wire.send("0\r\n\r\n");
                  }
                })) {
      for (int i = 0; i < 2; i++) {
        Asked asked = caller.ask(backend.address(), "POST", "/").length(5).open().data("he");
        Eventually.that("the beginning comes back", () -> asked.body().equals("he"));
        // Sent to its end before the answer has ended.
        asked.data("l").data("l").finish("o", Fields.NONE);
        assertThat(asked.answer()).isEqualTo("200 end hello");
      }
      assertThat(backend.accepted()).isEqualTo(1);
    }
  }

  private static void echo(Wire wire, int length) throws Exception {
    wire.send(length + "\r\n" + wire.text(length) + "\r\n");
  }

  @ParameterizedTest
  @MethodSource("withoutIoUring")
  void anAnswerIsHeardThoughNothingCanBeSentAnyMore(Transport transport) throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    try (Caller caller = Caller.on(transport);
        Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.head();
                  wire.send("HTTP/1.1 413 No\r\nContent-Length: 2\r\n\r\nno");
                  // With what was not read, its end is a reset.
                  wire.socket().close();
                  answered.countDown();
                })) {
      Asked asked = caller.ask(backend.address(), "POST", "/").length(1_000_000);
      asked.withoutStarting().open().awaitSent();
      caller.run(
          () -> {
            try {
              asked.dataHere(new byte[1000]);
              assertThat(answered.await(10, TimeUnit.SECONDS)).isTrue();
              // The first write after the reset fails before the answer was read.
              asked.dataHere(new byte[1000]);
              asked.dataHere(new byte[1000]);
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          });
      assertThat(asked.await("413").start().answer()).isEqualTo("413 end no");
    }
  }

  @Test
  void whatIsWrittenWhereNothingCanBeSentIsDropped() throws Exception {
    try (Caller caller = Caller.plain();
        Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.head();
                  wire.reset();
                })) {
      Asked asked = caller.ask(backend.address(), "POST", "/").length(1_000_000_000).open();
      for (int i = 0; i < 100; i++) {
        asked.data(new byte[100_000]);
      }
      assertThat(asked.outcome()).isEqualTo("failed RESET");
      assertThat(asked.canWrite()).isTrue();
    }
  }
}
