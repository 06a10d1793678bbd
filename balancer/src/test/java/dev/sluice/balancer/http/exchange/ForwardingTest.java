package dev.sluice.balancer.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.event.AccessEvent;
import dev.sluice.balancer.http.head.BodyLength;
import dev.sluice.balancer.http.head.FieldList;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.Version;
import dev.sluice.balancer.http.stream.Fault;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request and its answer on their way, with nothing wrong but what the client does. */
class ForwardingTest {

  private final Stage stage = Stage.of(2);

  @Test
  void passesOnARequestAndItsAnswer() {
    FakeDownstream client =
        stage.ask(Request.of("GET", "/a?b").with("user-agent", "test").with("referer", "there"));
    FakeUpstream backend = stage.last().ready();
    assertThat(backend.head()).isSameAs(client.head());
    assertThat(backend.length()).isEqualTo(BodyLength.NONE);
    assertThat(backend.upgrade()).isFalse();
    assertThat(backend.out.ended()).isTrue();
    assertThat(client.body.started()).isFalse();
    stage.time.advance(Duration.ofMillis(7));
    backend.serves(200, "fine");
    assertThat(client.status()).isEqualTo(200);
    assertThat(client.length()).isEqualTo(BodyLength.UNKNOWN);
    assertThat(client.field("via")).contains("1.1 sluice");
    assertThat(client.out.written()).isEqualTo("fine");
    assertThat(client.out.ended()).isTrue();
    assertThat(backend.cancelled()).isFalse();
    AccessEvent.Request line = stage.ended();
    assertThat(line.server()).isEqualTo("edge");
    assertThat(line.client()).isEqualTo("127.0.0.1:4711");
    assertThat(line.head())
        .isEqualTo(new AccessEvent.Head("GET", "/a?b", "HTTP/1.1", "example.com", "there", "test"));
    assertThat(line.answer().status()).isEqualTo(200);
    assertThat(line.answer().rule()).isEqualTo("rule");
    assertThat(line.answer().target()).isEqualTo(new AccessEvent.Target("pool", "a:1"));
    assertThat(line.answer().requestId()).isEqualTo(backend.field("x-request-id").orElseThrow());
    assertThat(line.traffic()).isEqualTo(new AccessEvent.Traffic(0, 4));
    assertThat(line.timing().nanos()).isEqualTo(7_000_000);
    assertThat(stage.failures(0)).isZero();
  }

  /** One write for a small answer. */
  @Test
  void sendsASmallAnswerAtOnce() {
    FakeDownstream client = stage.ask(Request.get());
    stage.last().ready().serves(200, "fine");
    stage.turn();
    assertThat(client.out.flushes()).isZero();
    stage.ended();
  }

  @Test
  void sendsAHeadThatNothingFollowsYet() {
    FakeDownstream client = stage.ask(Request.get());
    stage.last().ready().answers(200);
    assertThat(client.out.flushed()).isFalse();
    stage.turn();
    assertThat(client.out.flushed()).isTrue();
    stage.last().answer.data("event");
    assertThat(client.out.flushed()).isFalse();
    stage.last().ends();
    assertThat(client.out.flushed()).isTrue();
    stage.ended();
  }

  @Test
  void passesOnBodiesAndTrailersBothWays() {
    FakeDownstream client = stage.ask(Request.of("POST", "/").length(BodyLength.UNKNOWN));
    FakeUpstream backend = stage.last().ready();
    assertThat(backend.length()).isEqualTo(BodyLength.UNKNOWN);
    client.body.read("some ").data("body").end(FieldList.of("x-sum", "9"));
    assertThat(backend.out.written()).isEqualTo("some body");
    assertThat(backend.out.trailers().first(FieldName.of("x-sum"))).contains("9");
    backend.answers(200).answer.read("so ").read("so").end(FieldList.of("grpc-status", "0"));
    assertThat(client.out.written()).isEqualTo("so so");
    assertThat(client.out.trailers().first(FieldName.of("grpc-status"))).contains("0");
    assertThat(stage.ended().traffic()).isEqualTo(new AccessEvent.Traffic(9, 5));
  }

  @Test
  void sendsTheHeadBeforeABodyThatIsLongInComing() {
    FakeDownstream client = stage.ask(Request.of("POST", "/").length(4));
    FakeUpstream backend = stage.last().ready();
    stage.turn();
    assertThat(backend.out.flushed()).isTrue();
    assertThat(backend.out.flushes()).isEqualTo(1);
    client.body.data("body").end();
    backend.serves(200, "");
    stage.ended();
  }

  @Test
  void readsTheClientNoFasterThanTheBackendTakes() {
    FakeDownstream client = stage.ask(Request.of("POST", "/").length(100));
    FakeUpstream backend = stage.last().ready();
    backend.out.writable(false);
    client.body.data("much");
    assertThat(client.body.reading()).isFalse();
    assertThat(backend.out.flushed()).isTrue();
    backend.writable();
    assertThat(client.body.reading()).isTrue();
    client.body.end();
    backend.serves(200, "");
    stage.ended();
  }

  @Test
  void readsTheBackendNoFasterThanTheClientTakes() {
    FakeDownstream client = stage.ask(Request.get());
    FakeUpstream backend = stage.last().ready().answers(200);
    client.out.writable(false);
    backend.answer.data("much");
    assertThat(backend.answer.reading()).isFalse();
    assertThat(client.out.flushed()).isTrue();
    client.writable();
    assertThat(backend.answer.reading()).isTrue();
    backend.ends();
    stage.ended();
  }

  @Test
  void passesOnInterimAnswers() {
    FakeDownstream client =
        stage.ask(Request.of("POST", "/").length(4).with("expect", "100-continue"));
    FakeUpstream backend = stage.last().ready();
    assertThat(backend.field("expect")).contains("100-continue");
    stage.turn();
    assertThat(backend.out.flushed()).isTrue();
    backend.interim(103).interim(100);
    assertThat(client.interim).containsExactly(103, 100);
    client.body.data("body").end();
    backend.serves(200, "");
    stage.ended();
  }

  /** What came next on its connection would be taken for the rest. */
  @Test
  void givesTheBackendUpWhoseAnswerEndsBeforeTheRequest() {
    FakeDownstream client = stage.ask(Request.of("POST", "/").length(100));
    FakeUpstream backend = stage.last().ready();
    client.body.read("half");
    backend.answers(413).answer.end();
    assertThat(backend.cancelled()).isTrue();
    assertThat(client.status()).isEqualTo(413);
    assertThat(client.out.ended()).isTrue();
    client.body.read("rest");
    assertThat(backend.out.written()).isEqualTo("half");
    assertThat(stage.ended().answer().reason()).isEmpty();
    assertThat(stage.failures(0)).isZero();
  }

  @Test
  void goesOnWithABodyWhoseAnswerHasBegun() {
    FakeDownstream client = stage.ask(Request.of("POST", "/").length(BodyLength.UNKNOWN));
    FakeUpstream backend = stage.last().ready().answers(200);
    client.body.read("ping");
    backend.answer.read("pong");
    assertThat(backend.out.written()).isEqualTo("ping");
    assertThat(client.out.written()).isEqualTo("pong");
    client.body.end();
    assertThat(backend.out.ended()).isTrue();
    backend.ends();
    stage.ended();
  }

  // --- what a client does

  @ParameterizedTest
  @ValueSource(strings = {"connecting", "sent", "uploading", "answering"})
  void cancelsWhatAClientLeaves(String when) {
    boolean uploads = when.equals("uploading");
    FakeDownstream client = stage.ask(Request.of("PUT", "/").length(uploads ? 100 : 0));
    FakeUpstream backend = stage.last();
    if (!when.equals("connecting")) {
      backend.ready();
    }
    if (uploads) {
      client.body.read("half");
    }
    if (when.equals("answering")) {
      backend.answers(200).answer.read("half");
    }
    client.gone();
    assertThat(backend.cancelled()).isTrue();
    assertThat(client.wasReset()).isFalse();
    AccessEvent.Request line = stage.ended();
    assertThat(line.answer().status()).isEqualTo(when.equals("answering") ? 200 : 499);
    assertThat(line.answer().reason()).isEqualTo("client-gone");
    assertThat(line.traffic().received()).isEqualTo(uploads ? 4 : 0);
    assertThat(stage.failures(0)).isZero();
    assertThat(stage.requests(0)).isEqualTo(1);
  }

  @Test
  void doesNothingForAClientThatWasGoneAlready() {
    FakeDownstream client = new FakeDownstream(Request.get());
    client.gone();
    stage.ask(client);
    assertThat(stage.opened()).isZero();
    assertThat(stage.ended().answer().status()).isEqualTo(499);
  }

  @ParameterizedTest
  @CsvSource({
    "RESET, 499, client-gone",
    "TIMEOUT, 408, client-timeout",
    "MALFORMED, 400, bad-request",
  })
  void endsWithABodyThatBreaks(Fault.Kind kind, int status, String reason) {
    FakeDownstream client = stage.ask(Request.of("PUT", "/").length(100));
    stage.last().ready();
    client.body.read("half").broken(kind);
    assertThat(stage.last().cancelled()).isTrue();
    assertThat(client.answered()).isEqualTo(status != 499);
    assertThat(client.wasReset()).isEqualTo(status == 499);
    assertThat(stage.ended().answer().status()).isEqualTo(status);
    assertThat(stage.log.get(0).answer().reason()).isEqualTo(reason);
    assertThat(stage.failures(0)).isZero();
  }

  @Test
  void refusesABodyThatIsAnnouncedAsTooLarge() {
    stage.maxBody(10);
    FakeDownstream client = stage.ask(Request.of("POST", "/").length(11));
    assertThat(client.status()).isEqualTo(413);
    assertThat(client.reason()).isEqualTo("body-too-large");
    assertThat(stage.opened()).isZero();
    stage.ended();
  }

  @Test
  void takesABodyThatIsJustNotTooLarge() {
    stage.maxBody(10);
    FakeDownstream client = stage.ask(Request.of("POST", "/").length(10));
    stage.last().ready();
    client.body.data("0123456789").end();
    stage.last().serves(200, "");
    assertThat(client.status()).isEqualTo(200);
    stage.ended();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void breaksOffABodyThatGrowsTooLarge(boolean answering) {
    stage.maxBody(10);
    FakeDownstream client = stage.ask(Request.of("POST", "/").length(BodyLength.UNKNOWN));
    stage.last().ready();
    client.body.read("012345");
    if (answering) {
      stage.last().answers(200);
    }
    client.body.read("678901").read("more");
    assertThat(stage.last().out.written()).isEqualTo("012345");
    assertThat(stage.last().cancelled()).isTrue();
    assertThat(client.status()).isEqualTo(answering ? 200 : 413);
    assertThat(client.wasReset()).isEqualTo(answering);
    assertThat(stage.ended().answer().reason()).isEqualTo("body-too-large");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void stops(boolean answering) {
    FakeDownstream client = stage.ask(Request.get());
    stage.last().ready();
    if (answering) {
      stage.last().answers(200);
    }
    assertThat(stage.exchanges.stop()).isEqualTo(1);
    assertThat(stage.last().cancelled()).isTrue();
    assertThat(client.wasReset()).isEqualTo(answering);
    assertThat(client.status()).isEqualTo(answering ? 200 : 503);
    assertThat(stage.ended().answer().reason()).isEqualTo("stopped");
  }

  @Test
  void tellsAnOldClientsBackendItsOwnAddress() {
    stage.ask(Request.get().version(Version.HTTP_1_0).authority(""));
    FakeUpstream backend = stage.last().ready();
    assertThat(backend.edits().authority()).contains("a:1");
    assertThat(backend.field("via")).contains("1.0 sluice");
    assertThat(backend.field("x-forwarded-host")).isEmpty();
    backend.serves(200, "");
    stage.ended();
  }
}
