package dev.sluice.balancer.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.http.stream.Fault;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies of requests to another pool, which must not be felt. The copy is opened first. */
class MirrorCopyTest {

  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration TICK = Duration.ofMillis(25);

  private final Stage stage = Stage.of(2).backendIdle(SHORT).mirrored();

  private FakeUpstream copy() {
    return stage.opened(0);
  }

  private void original() {
    stage.opened(1).serves(200, "original");
    assertThat(stage.ended().answer().target().backend()).isEqualTo("a:1");
  }

  private void copied(int failures) {
    assertThat(stage.copies().active()).isZero();
    assertThat(stage.copies().view().get(0).figures().requests()).isEqualTo(1);
    assertThat(stage.copies().view().get(0).figures().failures()).isEqualTo(failures);
    assertThat(stage.exchanges.stop()).isZero();
  }

  @Test
  void sendsTheSameRequestAndDropsTheAnswer() {
    FakeDownstream client =
        stage.ask(Request.of("GET", "/x?y").with("x-mine", "1").with("expect", "100-continue"));
    stage.opened(1).ready();
    original();
    // The original's head is gone by now.
    copy().ready();
    assertThat(copy().head()).isNotSameAs(client.head());
    assertThat(copy().head().target()).isEqualTo("/x?y");
    assertThat(copy().field("x-mine")).contains("1");
    assertThat(copy().field("expect")).isEmpty();
    assertThat(copy().field("x-request-id")).isEqualTo(stage.opened(1).field("x-request-id"));
    assertThat(copy().out.ended()).isTrue();
    copy().serves(404, "copy");
    assertThat(client.out.written()).isEqualTo("original");
    assertThat(copy().cancelled()).isFalse();
    copied(0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void sendsTheBodyToo(boolean readyFirst) {
    FakeDownstream client = stage.ask(Request.of("PUT", "/").length(9));
    stage.opened(1).ready();
    if (readyFirst) {
      copy().ready();
    }
    client.body.read("some ");
    if (!readyFirst) {
      copy().ready();
    }
    assertThat(copy().out.flushed()).isTrue();
    client.body.data("body").end();
    assertThat(copy().out.written()).isEqualTo("some body");
    assertThat(copy().out.ended()).isTrue();
    original();
    copy().serves(200, "");
    copied(0);
  }

  @ParameterizedTest
  @CsvSource({"CONNECT", "RESET", "STALE", "NOT_SENT", "TIMEOUT", "MALFORMED"})
  void countsACopyThatFails(Fault.Kind kind) {
    stage.ask(Request.get());
    copy().fails(kind);
    stage.opened(1).ready();
    original();
    assertThat(stage.opened()).isEqualTo(2);
    copied(1);
  }

  @Test
  void countsWhatTheBackendOfACopyDoesWrong() {
    stage.ask(Request.get());
    copy().ready().serves(500, "");
    stage.opened(1).ready();
    original();
    copied(1);
  }

  @Test
  void countsAnAnswerThatBreaks() {
    stage.ask(Request.get());
    copy().ready().answers(200).breaks(Fault.Kind.RESET);
    stage.opened(1).ready();
    original();
    copied(1);
  }

  @Test
  void givesUpACopyThatIsNeverAnswered() {
    stage.ask(Request.get());
    copy().ready();
    stage.opened(1).ready();
    original();
    stage.pass(SHORT.plus(TICK));
    assertThat(copy().cancelled()).isTrue();
    copied(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void givesUpACopyThatDoesNotKeepUp(boolean ready) {
    FakeDownstream client = stage.ask(Request.of("PUT", "/").length(100_000));
    stage.opened(1).ready();
    if (ready) {
      copy().ready().out.writable(false);
      client.body.read("some");
    } else {
      client.body.read("x".repeat(65_536));
      assertThat(copy().cancelled()).isFalse();
      client.body.read("y");
    }
    assertThat(copy().cancelled()).isTrue();
    client.body.read("more").end();
    original();
    copied(0);
  }

  @Test
  void sendsNoHalfCopy() {
    FakeDownstream client = stage.ask(Request.of("PUT", "/").length(9));
    stage.opened(1).ready();
    copy().ready();
    client.body.read("half");
    client.gone();
    assertThat(copy().cancelled()).isTrue();
    copied(0);
  }

  /** The body is read once, however often it is sent. */
  @Test
  void sendsTheBodyOfARetriedRequestOnce() {
    FakeDownstream client = stage.ask(Request.of("PUT", "/").length(9));
    copy().ready();
    stage.opened(1).ready();
    client.body.data("some body").end();
    stage.opened(1).fails(Fault.Kind.RESET);
    stage.last().ready().serves(200, "");
    assertThat(copy().out.written()).isEqualTo("some body");
    copy().serves(200, "");
    copied(0);
  }

  @Test
  void endsWithItsEventLoop() {
    stage.ask(Request.get());
    stage.opened(1).ready();
    original();
    assertThat(stage.exchanges.drain().toCompletableFuture()).isDone();
    assertThat(stage.exchanges.stop()).isZero();
    assertThat(copy().cancelled()).isTrue();
    copied(0);
  }
}
