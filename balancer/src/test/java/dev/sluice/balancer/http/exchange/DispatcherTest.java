package dev.sluice.balancer.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.Destination;
import dev.sluice.balancer.event.AccessEvent;
import dev.sluice.balancer.http.Reason;
import dev.sluice.balancer.http.head.RequestHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a request before, or instead of, going to a backend. */
class DispatcherTest {

  private final List<AccessEvent.Request> log = new ArrayList<>();

  private FakeDownstream ask(RequestHead head, Optional<RuleAction> rule) {
    FakeDownstream request = new FakeDownstream(head);
    new Dispatcher("edge", (h, client) -> rule, () -> 0, record -> log.add(record.event()))
        .accept(request);
    assertThat(log).hasSize(1);
    return request;
  }

  private FakeDownstream ask(RequestHead head) {
    return ask(head, Optional.empty());
  }

  private static Optional<RuleAction> respond(int status, String body) {
    return Optional.of(
        new RuleAction(
            "local", new FixedAnswer(new Destination.Respond(status, body, "text/plain"))));
  }

  @ParameterizedTest
  @CsvSource({
    "CONNECT, example.com:443, '', 405, method-not-allowed",
    "GET, /, '', 404, no-route",
    "GET, /, 0, 404, no-route",
    "OPTIONS, /, '', 404, no-route",
    "OPTIONS, /, x, 404, no-route",
    "OPTIONS, /, 1, 404, no-route",
    "OPTIONS, /, 0, 204, ''",
    "OPTIONS, /, 000, 204, ''",
    "OPTIONS, *, '', 204, ''",
    "TRACE, /, 0, 405, method-not-allowed",
    "TRACE, /, '', 404, no-route",
  })
  void answersByItself(String method, String target, String forwards, int status, String reason) {
    Request head = Request.of(method, target);
    if (!forwards.isEmpty()) {
      head.with("max-forwards", forwards);
    }
    FakeDownstream client = ask(head);
    assertThat(client.status()).isEqualTo(status);
    assertThat(client.reason()).isEqualTo(reason);
    assertThat(client.out.ended()).isTrue();
    assertThat(client.field("allow").isPresent()).isEqualTo(status == 204 || status == 405);
    assertThat(log.get(0).answer().status()).isEqualTo(status);
    assertThat(log.get(0).answer().reason()).isEqualTo(reason);
    assertThat(log.get(0).answer().rule()).isEmpty();
    assertThat(log.get(0).traffic().sent()).isEqualTo(client.out.written().length());
  }

  /** A rule may take what is asked of the server as a whole. */
  @Test
  void leavesOptionsToTheRuleThatMatches() {
    assertThat(ask(Request.of("OPTIONS", "*"), respond(200, "here")).out.written())
        .isEqualTo("here");
  }

  @Test
  void givesAFixedAnswer() {
    FakeDownstream client = ask(Request.get(), respond(200, "pong"));
    assertThat(client.status()).isEqualTo(200);
    assertThat(client.field("content-type")).contains("text/plain");
    assertThat(client.length()).isEqualTo(4);
    assertThat(client.out.written()).isEqualTo("pong");
    assertThat(log.get(0).answer().rule()).isEqualTo("local");
    assertThat(log.get(0).answer().reason()).isEmpty();
    assertThat(log.get(0).traffic().sent()).isEqualTo(4);
  }

  @Test
  void tellsAHeadOfTheLengthAlone() {
    FakeDownstream client = ask(Request.of("HEAD", "/"), respond(200, "pong"));
    assertThat(client.field("content-length")).contains("4");
    assertThat(client.length()).isZero();
    assertThat(client.out.written()).isEmpty();
    assertThat(client.out.ended()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304})
  void sendsNoBodyWhereNoneMayBe(int status) {
    FakeDownstream client = ask(Request.get(), respond(status, "pong"));
    assertThat(client.status()).isEqualTo(status);
    assertThat(client.field("content-length")).isEmpty();
    assertThat(client.out.written()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'', text/plain; charset=utf-8, '404 no-route: Nothing is served here.\n'",
    "'text/html', text/plain; charset=utf-8, '404 no-route: Nothing is served here.\n'",
    "'Application/JSON', application/json,"
        + " '{\"status\":404,\"reason\":\"no-route\",\"detail\":\"Nothing is served here.\"}\n'",
  })
  void refusesInWordsThatTheClientAccepts(String accept, String type, String body) {
    Request head = Request.get();
    if (!accept.isEmpty()) {
      head.with("accept", accept);
    }
    FakeDownstream client = ask(head);
    assertThat(client.field("content-type")).contains(type);
    assertThat(client.out.written()).isEqualTo(body);
  }

  @Test
  void letsARuleRefuse() {
    RuleAction rule = new RuleAction("no", LocalAnswer.refusing(Reason.FORBIDDEN));
    assertThat(ask(Request.get(), Optional.of(rule)).reason()).isEqualTo("forbidden");
    assertThat(log.get(0).answer().rule()).isEqualTo("no");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void breaksOffWhatAnActionFailsAt(boolean afterItsEnd) {
    Action faulty =
        (request, record) -> {
          if (afterItsEnd) {
            LocalAnswer.refusing(Reason.FORBIDDEN).run(request, record);
          }
          throw new IllegalStateException("on purpose");
        };
    FakeDownstream client = ask(Request.get(), Optional.of(new RuleAction("faulty", faulty)));
    assertThat(client.wasReset()).isEqualTo(!afterItsEnd);
    assertThat(log.get(0).answer().reason())
        .isEqualTo(afterItsEnd ? "forbidden" : "internal-error");
  }
}
