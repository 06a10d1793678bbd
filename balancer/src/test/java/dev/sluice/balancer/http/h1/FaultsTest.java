package dev.sluice.balancer.http.h1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.net.Scripted;
import dev.sluice.balancer.net.Scripted.Script;
import dev.sluice.balancer.net.Transports;
import dev.sluice.balancer.net.Wire;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a request whose backend does not play its part. */
class FaultsTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

  // Netty's io_uring doesn't tell of a reset that comes with data.
  private static Stream<Transport> transports() {
    return Transports.available().filter(transport -> transport != Transport.IO_URING);
  }

  /** What comes before the end, and what becomes of it. */
  private static Stream<Arguments> endings() {
    return transports()
        .flatMap(
            transport ->
                Stream.of(
                    ends(transport, "", "failed RESET"),
                    ends(transport, "HTTP/1.1 20", "failed RESET"),
                    ends(transport, "HTTP/1.1 200 OK\r\nContent-Le", "failed RESET"),
                    ends(transport, "HTTP/1.1 103 Early\r\n\r\n", "103 failed RESET"),
                    ends(transport, OK.substring(0, OK.length() - 1), "200 broken RESET"),
                    ends(transport, OK.substring(0, OK.length() - 2), "200 broken RESET"),
                    ends(transport, CHUNKED, "200 broken RESET"),
                    ends(transport, CHUNKED + "5\r\nhel", "200 broken RESET"),
                    ends(transport, CHUNKED + "5\r\nhello\r\n0\r\n", "200 broken RESET")));
  }

  private static Arguments ends(Transport transport, String answer, String outcome) {
    return Arguments.of(transport, answer, outcome);
  }

  private static String firstOutcome(Transport transport, Script script) throws Exception {
    try (Caller caller = Caller.on(transport);
        Scripted backend = Scripted.backend(script)) {
      return caller.get(backend.address(), "/").outcome();
    }
  }

  @ParameterizedTest
  @MethodSource("endings")
  void anAnswerThatEndsTooEarlyIsBroken(Transport transport, String answer, String outcome)
      throws Exception {
    assertThat(
            firstOutcome(
                transport,
                wire -> {
                  wire.head();
                  wire.send(answer);
                }))
        .isEqualTo(outcome);
  }

  @ParameterizedTest
  @MethodSource("endings")
  void anAnswerThatIsResetIsBroken(Transport transport, String answer, String outcome)
      throws Exception {
    CountDownLatch read = new CountDownLatch(1);
    try (Caller caller = Caller.on(transport);
        Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.head();
                  wire.send(answer);
                  // The system may drop with the reset what the other side has not read yet.
                  if (outcome.startsWith("failed") && !outcome.contains("103")) {
                    read.countDown();
                  }
                  read.await(10, TimeUnit.SECONDS);
                  wire.reset();
                })) {
      Asked asked = caller.ask(backend.address(), "GET", "/");
      asked.on("200", come -> read.countDown()).on("103", come -> read.countDown()).open();
      assertThat(asked.outcome()).isEqualTo(outcome);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void anAnswerUntilTheEndIsNotEndedByAReset(Transport transport) throws Exception {
    CountDownLatch read = new CountDownLatch(1);
    try (Caller caller = Caller.on(transport);
        Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.head();
                  wire.send("HTTP/1.1 200 OK\r\n\r\nhello");
                  read.await(10, TimeUnit.SECONDS);
                  wire.reset();
                })) {
      Asked asked = caller.ask(backend.address(), "GET", "/");
      asked.on("data", come -> read.countDown()).open();
      assertThat(asked.outcome()).isEqualTo("200 broken RESET");
      assertThat(asked.body()).isEqualTo("hello");
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aConnectionThatIsRefusedNeverCameAbout(Transport transport) throws Exception {
    try (Caller caller = Caller.on(transport)) {
      assertThat(caller.get(Scripted.closedPort(), "/").outcome()).isEqualTo("failed CONNECT");
    }
  }

  @Test
  void aNameThatIsNobodysIsNoConnection() throws Exception {
    try (Caller caller = Caller.plain()) {
      assertThat(caller.get(new Address("nobody.invalid", 80), "/").outcome())
          .isEqualTo("failed CONNECT");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello\r\n\r\n",
        "HTTP/2.0 200 OK\r\n\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nA : b\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA: b\nC: d\r\n\r\n",
        "HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: other\r\n\r\n",
      })
  void whatIsNoAnswerIsNotPassedOn(String answer) throws Exception {
    BlockingQueue<Boolean> gone = new LinkedBlockingQueue<>();
    assertThat(
            firstOutcome(
                Transport.NIO,
                wire -> {
                  wire.head();
                  wire.send(answer);
                  gone.add(wire.gone());
                }))
        .isEqualTo("failed MALFORMED");
    assertThat(gone.poll(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aHeadBeyondTheLimitIsNotPassedOn() throws Exception {
    assertThat(
            firstOutcome(
                Transport.NIO,
                wire -> {
                  wire.head();
                  wire.send("HTTP/1.1 200 OK\r\nA: " + "a".repeat(Caller.MAX_HEAD) + "\r\n\r\n");
                  wire.gone();
                }))
        .isEqualTo("failed MALFORMED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x\r\n", "5\r\nhelloX", "-1\r\n", "5\r\nhello\r\n0\r\n:\r\n\r\n"})
  void aBodyThatIsNoneIsBroken(String chunks) throws Exception {
    assertThat(
            firstOutcome(
                Transport.NIO,
                wire -> {
                  wire.head();
                  wire.send(CHUNKED + chunks);
                  wire.gone();
                }))
        .isEqualTo("200 broken MALFORMED");
  }

  @Test
  void interimAnswersAreCounted() throws Exception {
    String early = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
    assertThat(
            firstOutcome(
                Transport.NIO,
                wire -> {
                  wire.head();
                  wire.send(early.repeat(16) + OK);
                  wire.gone();
                }))
        .isEqualTo("103 ".repeat(16) + "200 end");
    assertThat(
            firstOutcome(
                Transport.NIO,
                wire -> {
                  wire.head();
                  wire.send(early.repeat(17) + OK);
                  wire.gone();
                }))
        .isEqualTo("103 ".repeat(16) + "failed MALFORMED");
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aBackendThatSpeaksFirstIsNotAsked(Transport transport) throws Exception {
    BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    try (Caller caller = Caller.on(transport);
        Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.send(OK);
                  asked.add(wire.gone() ? "gone" : "");
                })) {
      Asked one = caller.ask(backend.address(), "GET", "/").withoutSending().open();
      assertThat(one.outcome()).isEqualTo("failed MALFORMED");
      assertThat(asked.poll(10, TimeUnit.SECONDS)).isEqualTo("gone");
      assertThat(one.send().events()).isEqualTo("failed MALFORMED");
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void whatEndsBeforeItIsUsedWasNoConnection(Transport transport) throws Exception {
    try (Caller caller = Caller.on(transport);
        Scripted backend = Scripted.backend(wire -> {})) {
      assertThat(caller.ask(backend.address(), "GET", "/").withoutSending().open().outcome())
          .isEqualTo("failed CONNECT");
    }
  }

  /** Serves one request, and the next one as a test says. */
  private static Scripted.Script then(Script next) {
    return wire -> {
      wire.head();
      wire.send(OK);
      next.play(wire);
    };
  }

  private static Stream<Arguments> second() {
    Script end = wire -> wire.head();
    Script reset =
        wire -> {
          wire.head();
          wire.reset();
        };
    Script begun =
        wire -> {
          wire.head();
          wire.send("H");
        };
    return transports()
        .flatMap(
            transport ->
                Stream.of(
                    Arguments.of(transport, end, "failed STALE"),
                    Arguments.of(transport, reset, "failed STALE"),
                    Arguments.of(transport, begun, "failed RESET")));
  }

  @ParameterizedTest
  @MethodSource("second")
  void aKeptConnectionThatEndsUnansweredWasStale(Transport transport, Script second, String outcome)
      throws Exception {
    try (Caller caller = Caller.on(transport);
        Scripted backend = Scripted.backend(then(second), wire -> Scripted.serve(wire, "new"))) {
      assertThat(caller.get(backend.address(), "/1").answer()).isEqualTo("200 end ok");
      assertThat(caller.get(backend.address(), "/2").outcome()).isEqualTo(outcome);
      // It is not in the way of the next one.
      assertThat(caller.get(backend.address(), "/3").answer()).isEqualTo("200 end new");
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aKeptConnectionThatEndsBeforeItIsUsedCarriedNothing(Transport transport) throws Exception {
    BlockingQueue<Wire> wires = new LinkedBlockingQueue<>();
    try (Caller caller = Caller.on(transport);
        Scripted backend =
            Scripted.backend(
                then(
                    wire -> {
                      wires.add(wire);
                      wire.gone();
                    }))) {
      assertThat(caller.get(backend.address(), "/1").answer()).isEqualTo("200 end ok");
      Asked second = caller.ask(backend.address(), "POST", "/2").withoutSending().open();
      wires.poll(10, TimeUnit.SECONDS).reset();
      assertThat(second.outcome()).isEqualTo("failed NOT_SENT");
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aKeptConnectionWhoseResetShowsInTheFirstWriteCarriedNothing(Transport transport)
      throws Exception {
    BlockingQueue<Wire> wires = new LinkedBlockingQueue<>();
    CountDownLatch over = new CountDownLatch(1);
    try (Caller caller = Caller.on(transport);
        Scripted backend =
            Scripted.backend(
                then(
                    wire -> {
                      wires.add(wire);
                      // Without reading, which would delay the reset.
                      over.await(10, TimeUnit.SECONDS);
                    }))) {
      assertThat(caller.get(backend.address(), "/1").answer()).isEqualTo("200 end ok");
      Wire kept = wires.poll(10, TimeUnit.SECONDS);
      Asked second = caller.ask(backend.address(), "POST", "/2");
      // On the event loop, so that it can't see the reset before it writes.
      caller.run(
          () -> {
            try {
              kept.reset();
            } catch (IOException e) {
              throw new AssertionError(e);
            }
            second.openHere();
          });
      assertThat(second.outcome()).isEqualTo("failed NOT_SENT");
      over.countDown();
    }
  }

  @Test
  void aHeadThatCantBeWrittenLeavesTheConnectionToBeGivenUp() throws Exception {
    BlockingQueue<Boolean> gone = new LinkedBlockingQueue<>();
    try (Caller caller = Caller.plain();
        Scripted backend = Scripted.backend(wire -> gone.add(wire.gone()))) {
      Asked wrong = caller.ask(backend.address(), "GET", "/a\r\nb").withoutSending();
      wrong.open().awaitReady();
      assertThatThrownBy(wrong::send).hasRootCauseInstanceOf(IllegalArgumentException.class);
      wrong.cancel();
      assertThat(gone.poll(10, TimeUnit.SECONDS)).isTrue();
      assertThat(wrong.events()).isEmpty();
    }
  }
}
