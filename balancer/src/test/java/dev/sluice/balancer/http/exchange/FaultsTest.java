package dev.sluice.balancer.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.http.stream.Fault;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a fault means, by its kind, by how far the request had come, and by its method. */
class FaultsTest {

  /** How far a request had come when the fault struck. */
  enum Progress {
    CONNECTING,
    SENT,
    /** Part of its body was sent, and all of that is kept. */
    KEPT,
    /** Part of its body was sent, and not all of that is kept. */
    NOT_KEPT
  }

  private static FakeDownstream upTo(Stage stage, String method, Progress progress) {
    boolean body = progress == Progress.KEPT || progress == Progress.NOT_KEPT;
    FakeDownstream client = stage.ask(Request.of(method, "/").length(body ? 20 : 0));
    if (progress != Progress.CONNECTING) {
      stage.last().ready();
    }
    if (body) {
      client.body.read(progress == Progress.KEPT ? "0123" : "0123456789ABC");
    }
    return client;
  }

  /** The last column: who is asked next, or what the client is told. */
  @ParameterizedTest
  @CsvSource({
    "CONNECT, CONNECTING, GET, other",
    "CONNECT, CONNECTING, POST, other",
    "QUEUE, CONNECTING, GET, other",
    "QUEUE, CONNECTING, POST, other",
    "NOT_SENT, SENT, GET, fresh",
    "NOT_SENT, SENT, POST, fresh",
    "NOT_SENT, KEPT, POST, fresh",
    "NOT_SENT, NOT_KEPT, POST, backend-reset",
    "STALE, SENT, GET, fresh",
    "STALE, SENT, DELETE, fresh",
    "STALE, KEPT, PUT, fresh",
    "STALE, NOT_KEPT, PUT, backend-reset",
    "STALE, SENT, POST, backend-reset",
    "STALE, KEPT, POST, backend-reset",
    "RESET, CONNECTING, POST, other",
    "RESET, SENT, GET, other",
    "RESET, SENT, HEAD, other",
    "RESET, SENT, PUT, other",
    "RESET, SENT, DELETE, other",
    "RESET, SENT, OPTIONS, other",
    "RESET, KEPT, PUT, other",
    "RESET, NOT_KEPT, PUT, backend-reset",
    "RESET, SENT, POST, backend-reset",
    "RESET, KEPT, POST, backend-reset",
    "RESET, SENT, PATCH, backend-reset",
    "TIMEOUT, CONNECTING, POST, other",
    "TIMEOUT, SENT, GET, other",
    "TIMEOUT, KEPT, PUT, other",
    "TIMEOUT, NOT_KEPT, PUT, backend-timeout",
    "TIMEOUT, SENT, POST, backend-timeout",
    "MALFORMED, SENT, GET, bad-response",
    "MALFORMED, SENT, POST, bad-response",
    "MALFORMED, KEPT, PUT, bad-response",
  })
  void isTriedAgainOrTold(Fault.Kind kind, Progress progress, String method, String then) {
    Stage stage = Stage.of(2).retry(Stage.retry(3, Duration.ZERO, Duration.ZERO, 10));
    FakeDownstream client = upTo(stage, method, progress);
    FakeUpstream first = stage.last();
    first.fails(kind);
    if (then.equals("other") || then.equals("fresh")) {
      assertThat(client.answered()).isFalse();
      assertThat(stage.opened()).isEqualTo(2);
      assertThat(stage.last().backend() == first.backend()).isEqualTo(then.equals("fresh"));
      assertThat(stage.last().use().fresh()).isEqualTo(then.equals("fresh"));
      stage.last().ready();
      if (progress == Progress.KEPT) {
        assertThat(stage.last().out.written()).isEqualTo("0123");
        client.body.data("456789").end();
        assertThat(stage.last().out.written()).isEqualTo("0123456789");
      }
      assertThat(stage.last().out.ended()).isTrue();
      stage.last().serves(200, "fine");
      assertThat(client.status()).isEqualTo(200);
      assertThat(stage.ended().answer().reason()).isEmpty();
    } else {
      assertThat(stage.opened()).isEqualTo(1);
      assertThat(client.reason()).isEqualTo(then);
      assertThat(stage.ended().answer().status()).isEqualTo(client.status());
      assertThat(stage.log.get(0).answer().reason()).isEqualTo(then);
    }
  }

  /** The last columns: whether the backend is blamed, and what the client is told. */
  @ParameterizedTest
  @CsvSource({
    "CONNECT, '', true, 503, all-backends-down",
    "QUEUE, '', false, 503, queue-full",
    "QUEUE, queue-full, false, 503, queue-full",
    "QUEUE, queue-timeout, false, 504, queue-timeout",
    "RESET, '', true, 502, backend-reset",
    "TIMEOUT, '', true, 504, backend-timeout",
    "MALFORMED, '', true, 502, bad-response",
  })
  void blamesWhoIsToBlame(Fault.Kind kind, String word, boolean blamed, int status, String reason) {
    Stage stage = Stage.of(1);
    FakeDownstream client = stage.ask(Request.get());
    stage.last().fails(kind, word);
    assertThat(client.status()).isEqualTo(status);
    assertThat(client.reason()).isEqualTo(reason);
    assertThat(stage.ended().answer().status()).isEqualTo(status);
    assertThat(stage.failures(0)).isEqualTo(blamed ? 1 : 0);
    assertThat(stage.requests(0)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.Kind.class,
      names = {"NOT_SENT", "STALE"})
  void asksTheSameBackendForAFreshConnectionOnceOnly(Fault.Kind kind) {
    Stage stage = Stage.of(2);
    FakeDownstream client = stage.ask(Request.get());
    stage.last().ready().fails(kind);
    stage.last().ready().fails(kind);
    assertThat(stage.opened()).isEqualTo(3);
    assertThat(stage.last().backend()).isNotSameAs(stage.opened(0).backend());
    assertThat(stage.last().use().fresh()).isFalse();
    stage.last().ready().serves(200, "fine");
    assertThat(client.out.written()).isEqualTo("fine");
    assertThat(stage.ended().answer().target().backend()).isEqualTo("b:1");
    assertThat(stage.failures(0)).isEqualTo(1);
  }

  /** However often it takes: nothing was sent. */
  @ParameterizedTest
  @EnumSource(
      value = Fault.Kind.class,
      names = {"CONNECT", "QUEUE"})
  void asksEveryBackendUntilOneTakesIt(Fault.Kind kind) {
    Stage stage = Stage.of(6).retry(Stage.retry(1, Duration.ZERO, Duration.ZERO, 0));
    FakeDownstream client = stage.ask(Request.of("POST", "/").length(3));
    for (int i = 0; i < 5; i++) {
      stage.last().fails(kind);
    }
    stage.last().ready();
    client.body.data("all").end();
    stage.last().serves(201, "");
    assertThat(client.status()).isEqualTo(201);
    assertThat(stage.ended().answer().target().backend()).isEqualTo("f:1");
  }

  /** Thousands of backends that refuse at once must not exhaust the stack. */
  @Test
  void asksThousandsThatRefuseAtOnce() {
    Stage stage = Stage.of(20_000);
    for (int i = 0; i < 20_000; i++) {
      stage.upstreams.refuses(String.valueOf((char) ('a' + i)));
    }
    FakeDownstream client = stage.ask(Request.get());
    assertThat(client.reason()).isEqualTo("all-backends-down");
    assertThat(stage.opened()).isEqualTo(20_000);
    stage.ended();
  }

  @Test
  void tellsOfTheLastThatFailedNotOfThoseThatTookNoConnection() {
    Stage stage = Stage.of(2);
    FakeDownstream client = stage.ask(Request.get());
    stage.last().ready().fails(Fault.Kind.RESET);
    stage.last().fails(Fault.Kind.CONNECT);
    assertThat(client.reason()).isEqualTo("backend-reset");
    stage.ended();
  }

  /** A connection that was refused does not count as a try. */
  @Test
  void countsOnlyTriesThatWereSent() {
    Stage stage = Stage.of(4).retry(Stage.retry(2, Duration.ZERO, Duration.ZERO, 0));
    FakeDownstream client = stage.ask(Request.get());
    stage.last().fails(Fault.Kind.CONNECT);
    stage.last().ready().fails(Fault.Kind.RESET);
    stage.last().ready().fails(Fault.Kind.RESET);
    assertThat(stage.opened()).isEqualTo(3);
    assertThat(client.reason()).isEqualTo("backend-reset");
    stage.ended();
  }

  @ParameterizedTest
  @CsvSource({
    "RESET, backend-reset",
    "TIMEOUT, backend-timeout",
    "MALFORMED, bad-response",
  })
  void breaksOffAnAnswerThatBreaks(Fault.Kind kind, String reason) {
    Stage stage = Stage.of(2);
    FakeDownstream client = stage.ask(Request.get());
    stage.last().ready().answers(200).answer.read("half");
    stage.last().breaks(kind);
    assertThat(client.wasReset()).isTrue();
    assertThat(client.out.ended()).isFalse();
    assertThat(stage.opened()).isEqualTo(1);
    assertThat(stage.ended().answer().status()).isEqualTo(200);
    assertThat(stage.log.get(0).answer().reason()).isEqualTo(reason);
    assertThat(stage.log.get(0).traffic().sent()).isEqualTo(4);
    assertThat(stage.failures(0)).isEqualTo(1);
  }
}
