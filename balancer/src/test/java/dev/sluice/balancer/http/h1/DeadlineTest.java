package dev.sluice.balancer.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long a client may take, in virtual time. */
class DeadlineTest {

  private static final Duration HEADER = H1Front.SETTINGS.clientHeader();
  private static final Duration IDLE = H1Front.SETTINGS.clientIdle();
  private static final Duration BIT = Duration.ofMillis(100);
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  private static EmbeddedFront front() {
    return new EmbeddedFront(served -> served.answer("ok"));
  }

  private static H1ServerSettings settings(Duration header, Duration idle) {
    return new H1ServerSettings("front", 4096, header, idle, Duration.ofSeconds(1));
  }

  private static void assertTimedOut(EmbeddedFront front) {
    assertThat(front.channel.sent())
        .startsWith("HTTP/1.1 408 ")
        .contains("\r\nx-sluice-reason: client-timeout\r\n")
        .endsWith("\r\n\r\n408 client-timeout: The request did not arrive in time.\n");
    assertThat(front.refused).containsExactly("client-timeout");
    assertThat(front.channel.isOutputShutdown()).isTrue();
    front.advance(Duration.ofSeconds(1).plus(BIT));
    assertThat(front.channel.isOpen()).isFalse();
  }

  private static void assertClosedSilently(EmbeddedFront front) {
    assertThat(front.channel.isOpen()).isFalse();
    assertThat(front.channel.sent()).isEmpty();
    assertThat(front.refused).isEmpty();
    assertThat(front.server.connections()).isZero();
  }

  @Test
  void closesOnWhoHasSentNothing() {
    try (EmbeddedFront front = front()) {
      front.advance(HEADER.minus(BIT));
      assertThat(front.channel.isOpen()).isTrue();
      front.advance(BIT.plus(BIT));
      assertClosedSilently(front);
    }
  }

  @Test
  void closesOnWhoHasSentOnlyEmptyLines() {
    try (EmbeddedFront front = front()) {
      front.channel.read("\r\n");
      front.advance(HEADER.plus(BIT));
      assertClosedSilently(front);
    }
  }

  @Test
  void theFirstByteMayTakeTheShorterOfTheTwo() {
    try (EmbeddedFront front =
        new EmbeddedFront(settings(Duration.ofSeconds(10), Duration.ofSeconds(3)), served -> {})) {
      front.advance(Duration.ofSeconds(3).plus(BIT));
      assertClosedSilently(front);
    }
    try (EmbeddedFront front =
        new EmbeddedFront(settings(Duration.ZERO, Duration.ofSeconds(3)), served -> {})) {
      front.advance(Duration.ofSeconds(3).plus(BIT));
      assertClosedSilently(front);
    }
  }

  @Test
  void answersWhoHasBegunTheFirstHeadTheTimeBeforeItIncluded() {
    try (EmbeddedFront front = front()) {
      front.advance(HEADER.dividedBy(2));
      front.channel.read("G");
      front.advance(HEADER.dividedBy(2).minus(BIT));
      assertThat(front.channel.sent()).isEmpty();
      front.advance(BIT.plus(BIT));
      assertTimedOut(front);
    }
  }

  @Test
  void countsTheWholeHeadNotEachByte() {
    try (EmbeddedFront front = front()) {
      for (int i = 0; i < 20; i++) {
        front.channel.read(GET.substring(i, i + 1));
        front.advance(HEADER.dividedBy(20));
      }
      front.advance(BIT);
      assertTimedOut(front);
    }
  }

  @Test
  void startsAnewWithEachHead() {
    try (EmbeddedFront front = front()) {
      for (int i = 0; i < 3; i++) {
        front.channel.read("GET");
        front.advance(HEADER.minus(BIT));
        front.channel.read(GET.substring(3));
        assertThat(front.channel.sent()).endsWith("ok");
        front.advance(IDLE.minus(BIT));
      }
      front.channel.read("GET");
      front.advance(HEADER.plus(BIT));
      assertTimedOut(front);
    }
  }

  @Test
  void closesOnWhoAsksForNothingMore() {
    try (EmbeddedFront front = front()) {
      front.channel.read(GET);
      assertThat(front.channel.sent()).endsWith("ok");
      front.channel.read("\r\n");
      front.advance(IDLE.minus(BIT));
      assertThat(front.channel.isOpen()).isTrue();
      front.advance(BIT.plus(BIT));
      assertClosedSilently(front);
    }
  }

  @Test
  void doesNotConcernExchangesAndBodies() {
    try (EmbeddedFront front = new EmbeddedFront(served -> {})) {
      front.channel.read("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na");
      Served served = front.served.get(0);
      served.down.body().start(served);
      front.advance(Duration.ofHours(1));
      front.channel.read("b");
      front.advance(Duration.ofHours(1));
      assertThat(served.told()).endsWith("end");
      served.answer("ok");
      assertThat(front.channel.sent()).endsWith("ok");
      front.advance(IDLE.plus(BIT));
      assertClosedSilently(front);
    }
  }

  @Test
  void aBodyThatNobodyWantsMayNotTakeLong() {
    try (EmbeddedFront front = front()) {
      front.channel.read("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na");
      assertThat(front.channel.sent()).endsWith("ok");
      front.advance(H1Front.SETTINGS.lingering().minus(BIT));
      assertThat(front.channel.isOpen()).isTrue();
      front.advance(BIT.plus(BIT));
      assertClosedSilently(front);
    }
  }

  @Test
  void canBeSwitchedOff() {
    try (EmbeddedFront front =
        new EmbeddedFront(settings(Duration.ZERO, Duration.ZERO), served -> served.answer("ok"))) {
      for (int i = 0; i < 2; i++) {
        front.advance(Duration.ofDays(1));
        front.channel.read("G");
        front.advance(Duration.ofDays(1));
        front.channel.read(GET.substring(1));
        assertThat(front.channel.sent()).endsWith("ok");
      }
      front.advance(Duration.ofDays(1));
      assertThat(front.channel.isOpen()).isTrue();
    }
  }

  @Test
  void servesWhatWasReadBeforeItsConnectionWasTaken() {
    try (EmbeddedFront front =
        new EmbeddedFront(H1Front.SETTINGS, GET + "GE", served -> served.answer("ok"))) {
      assertThat(front.channel.sent()).endsWith("ok");
      front.advance(HEADER.plus(BIT));
      assertTimedOut(front);
    }
  }
}
