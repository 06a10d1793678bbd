package dev.sluice.balancer.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.http.h1.H1Front.Carrier;
import dev.sluice.balancer.http.head.BodyLength;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.stream.Outgoing;
import dev.sluice.balancer.net.Eventually;
import dev.sluice.balancer.net.Wire;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A client that ends its side, closes or breaks off, at each stage. */
class ClientGoneTest {

  /** How a client goes. */
  enum Way {
    FINISHES,
    CLOSES,
    RESETS;

    void go(Wire client) throws IOException {
      switch (this) {
        case FINISHES -> client.finish();
        case CLOSES -> client.close();
        case RESETS -> client.reset();
      }
    }
  }

  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf";

  static Stream<Arguments> ways() {
    return Carrier.available()
        .flatMap(carrier -> Arrays.stream(Way.values()).map(way -> Arguments.of(carrier, way)));
  }

  private static H1Front front(Carrier carrier) throws Exception {
    return H1Front.start(carrier, H1Front.SETTINGS, served -> {});
  }

  private static void awaitGone(H1Front front, Served served) {
    Eventually.that("it is told", () -> served.told("gone"));
    front.awaitConnections(0);
    assertThat(served.told()).containsOnlyOnce("gone");
    assertThat(front.refused()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("ways")
  void beforeARequest(Carrier carrier, Way way) throws Exception {
    try (H1Front front = front(carrier);
        Wire client = front.connect()) {
      front.awaitConnections(1);
      way.go(client);
      front.awaitConnections(0);
      assertThat(front.noMore()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void inTheMiddleOfAHead(Carrier carrier, Way way) throws Exception {
    try (H1Front front = front(carrier);
        Wire client = front.connect()) {
      client.send("GET / HT");
      front.awaitConnections(1);
      way.go(client);
      front.awaitConnections(0);
      assertThat(front.noMore()).isTrue();
      assertThat(front.refused()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void beforeTheAnswer(Carrier carrier, Way way) throws Exception {
    try (H1Front front = front(carrier);
        Wire client = front.connect()) {
      client.send(GET);
      Served served = front.next();
      way.go(client);
      awaitGone(front, served);
      front.run(() -> served.answer("late"));
      assertThat(served.told()).containsExactly("gone");
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void withMoreRequestsBehind(Carrier carrier, Way way) throws Exception {
    try (H1Front front = front(carrier);
        Wire client = front.connect()) {
      client.send(GET + GET);
      Served served = front.next();
      way.go(client);
      awaitGone(front, served);
      assertThat(front.noMore()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void inTheMiddleOfABody(Carrier carrier, Way way) throws Exception {
    try (H1Front front = front(carrier);
        Wire client = front.connect()) {
      client.send(POST);
      Served served = front.next();
      front.run(() -> served.down.body().start(served));
      Eventually.that("half of it has come", () -> served.received() == 4);
      way.go(client);
      awaitGone(front, served);
      assertThat(served.told()).doesNotContain("end").last().isEqualTo("gone");
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void beforeItsBodyWasWanted(Carrier carrier, Way way) throws Exception {
    try (H1Front front = front(carrier);
        Wire client = front.connect()) {
      client.send(POST);
      Served served = front.next();
      way.go(client);
      awaitGone(front, served);
      front.run(() -> served.down.body().start(served));
      assertThat(served.told()).containsExactly("gone");
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void inTheMiddleOfTheAnswer(Carrier carrier, Way way) throws Exception {
    try (H1Front front = front(carrier);
        Wire client = front.connect()) {
      client.send(GET);
      Served served = front.next();
      Outgoing out = front.get(() -> served.begin(BodyLength.UNKNOWN));
      front.run(
          () -> {
            out.data(Served.bytes("some"));
            out.flush();
          });
      client.head();
      way.go(client);
      awaitGone(front, served);
      front.run(
          () -> {
            out.data(Served.bytes("late"));
            out.flush();
            out.end(Fields.NONE);
            served.down.reset();
          });
      assertThat(front.get(out::isWritable)).isTrue();
      assertThat(front.get(served.down::written)).isEqualTo(4);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void betweenRequests(Carrier carrier, Way way) throws Exception {
    try (H1Front front = H1Front.start(carrier, H1Front.SETTINGS, served -> served.answer("ok"));
        Wire client = front.connect()) {
      assertThat(client.send(GET).answer()).endsWith("ok");
      way.go(client);
      front.awaitConnections(0);
      assertThat(front.next().told()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void whileABodyIsThrownAway(Carrier carrier, Way way) throws Exception {
    try (H1Front front = H1Front.start(carrier, H1Front.SETTINGS, served -> served.answer("ok"));
        Wire client = front.connect()) {
      assertThat(client.send(POST).answer()).endsWith("ok");
      way.go(client);
      front.awaitConnections(0);
      assertThat(front.next().told()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("carriers")
  void whoFinishesBehindARequestStillGetsAnAnswerThatIsThere(Carrier carrier) throws Exception {
    String text = "x".repeat(3_000_000);
    try (H1Front front = H1Front.start(carrier, H1Front.SETTINGS, served -> served.answer(text));
        Wire client = front.connect()) {
      client.send(GET).finish();
      assertThat(client.answer()).hasSizeGreaterThan(3_000_000).endsWith("\r\n\r\n" + text);
      assertThat(client.ending()).isEqualTo("end");
    }
  }

  static Stream<Carrier> carriers() {
    return Carrier.available();
  }
}
