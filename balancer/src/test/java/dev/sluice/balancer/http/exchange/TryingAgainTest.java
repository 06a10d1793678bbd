package dev.sluice.balancer.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.RetryConfig;
import dev.sluice.balancer.http.stream.Fault;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that another backend may better, bodies that are sent once more, and hedging. */
class TryingAgainTest {

  private static final Duration DELAY = Duration.ofMillis(50);

  // --- answers

  @Test
  void dropsAnAnswerThatAnotherBackendMayBetter() {
    Stage stage = Stage.of(2);
    FakeDownstream client = stage.ask(Request.get());
    stage.last().ready().answers(503);
    assertThat(stage.opened(0).cancelled()).isTrue();
    stage.last().ready().serves(200, "good");
    assertThat(client.status()).isEqualTo(200);
    assertThat(client.out.written()).isEqualTo("good");
    assertThat(stage.ended().answer().target().backend()).isEqualTo("b:1");
    assertThat(stage.failures(0)).isEqualTo(1);
    assertThat(stage.failures(1)).isZero();
  }

  @Test
  void passesOnTheAnswerOfTheLastBackend() {
    Stage stage = Stage.of(2);
    FakeDownstream client = stage.ask(Request.get());
    stage.last().ready().answers(503);
    stage.last().ready().serves(503, "busy");
    assertThat(client.status()).isEqualTo(503);
    assertThat(client.reason()).isEmpty();
    assertThat(client.out.written()).isEqualTo("busy");
    assertThat(stage.ended().answer().reason()).isEmpty();
    assertThat(stage.failures(0) + stage.failures(1)).isEqualTo(2);
  }

  @Test
  void passesOnAnAnswerToWhatMustNotBeRepeated() {
    Stage stage = Stage.of(2);
    FakeDownstream client = stage.ask(Request.of("POST", "/"));
    stage.last().ready().serves(503, "busy");
    assertThat(client.status()).isEqualTo(503);
    assertThat(stage.opened()).isEqualTo(1);
    stage.ended();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 404, 500})
  void passesOnAnAnswerThatNoRuleNames(int status) {
    Stage stage = Stage.of(2);
    FakeDownstream client = stage.ask(Request.get());
    stage.last().ready().serves(status, "so be it");
    assertThat(client.status()).isEqualTo(status);
    assertThat(stage.opened()).isEqualTo(1);
    stage.ended();
    assertThat(stage.failures(0)).isEqualTo(status == 500 ? 1 : 0);
  }

  @Test
  void stopsAfterAsManyTriesAsAllowed() {
    Stage stage = Stage.of(5);
    FakeDownstream client = stage.ask(Request.get());
    for (int i = 0; i < 3; i++) {
      stage.last().ready().fails(Fault.Kind.RESET);
    }
    assertThat(stage.opened()).isEqualTo(3);
    assertThat(client.reason()).isEqualTo("backend-reset");
    stage.ended();
  }

  // --- bodies

  @Test
  void sendsAWholeBodyOnceMore() {
    Stage stage = Stage.of(2);
    FakeDownstream client = stage.ask(Request.of("PUT", "/").length(10));
    stage.last().ready();
    client.body.data("01234").data("56789").end();
    stage.last().fails(Fault.Kind.RESET);
    stage.last().ready();
    assertThat(stage.last().out.written()).isEqualTo("0123456789");
    assertThat(stage.last().out.ended()).isTrue();
    stage.last().serves(200, "");
    assertThat(stage.ended().traffic().received()).isEqualTo(10);
    assertThat(client.status()).isEqualTo(200);
  }

  /** A client is not read between two backends; what was read already must not be lost. */
  @Test
  void losesNothingThatComesBetweenTwoBackends() {
    Stage stage = Stage.of(2).retry(Stage.retry(3, Duration.ZERO, Duration.ZERO, 8));
    FakeDownstream client = stage.ask(Request.of("PUT", "/").length(30));
    stage.last().ready();
    client.body.read("0123");
    stage.last().fails(Fault.Kind.RESET);
    assertThat(client.body.reading()).isFalse();
    client.body.read("456789 and more");
    stage.last().ready();
    assertThat(stage.last().out.written()).isEqualTo("0123456789 and more");
    assertThat(client.body.reading()).isTrue();
    client.body.read(".").end();
    assertThat(stage.last().out.written()).isEqualTo("0123456789 and more.");
    stage.last().serves(200, "");
    stage.ended();
  }

  @Test
  void keepsNoBodyOnceTheAnswerHasBegun() {
    Stage stage = Stage.of(2);
    FakeDownstream client = stage.ask(Request.of("PUT", "/").length(10));
    stage.last().ready();
    client.body.read("0123");
    stage.last().answers(200);
    client.body.data("456789").end();
    stage.last().breaks(Fault.Kind.RESET);
    assertThat(client.wasReset()).isTrue();
    assertThat(stage.opened()).isEqualTo(1);
    stage.ended();
  }

  // --- a second request beside a slow first one

  private static Stage hedged() {
    RetryConfig once = Stage.retry(1, Duration.ZERO, Duration.ZERO, 0);
    Stage stage =
        Stage.of(2)
            .retry(
                new RetryConfig(
                    once.attempts(),
                    once.on(),
                    once.perTryTimeout(),
                    once.budget(),
                    once.backoff(),
                    Optional.of(new RetryConfig.Hedge(50, DELAY))));
    // Latencies without which nothing is hedged.
    for (int i = 0; i < 100; i++) {
      stage.ask(Request.get());
      stage.last().ready().serves(200, "");
    }
    stage.log.clear();
    stage.upstreams.opened.clear();
    return stage;
  }

  private static FakeDownstream askSlowly(Stage stage, String method) {
    FakeDownstream client = stage.ask(Request.of(method, "/"));
    stage.last().ready();
    stage.pass(DELAY);
    return client;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void takesTheAnswerThatComesFirst(int winner) {
    Stage stage = hedged();
    FakeDownstream client = askSlowly(stage, "GET");
    assertThat(stage.opened()).isEqualTo(2);
    stage.last().ready();
    stage.opened(winner).serves(200, "fast");
    assertThat(stage.opened(1 - winner).cancelled()).isTrue();
    assertThat(client.out.written()).isEqualTo("fast");
    String backend = stage.opened(winner).backend().toString();
    assertThat(stage.ended().answer().target().backend()).isEqualTo(backend);
    assertThat(stage.failures(0) + stage.failures(1)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void waitsForTheOneWhenTheOtherFails(int loser) {
    Stage stage = hedged();
    FakeDownstream client = askSlowly(stage, "GET");
    stage.last().ready();
    stage.opened(loser).fails(Fault.Kind.RESET);
    assertThat(client.answered()).isFalse();
    stage.opened(1 - loser).serves(200, "fine");
    assertThat(client.out.written()).isEqualTo("fine");
    stage.ended();
    assertThat(stage.failures(0) + stage.failures(1)).isEqualTo(1);
  }

  @Test
  void endsBothWhenTheClientLeaves() {
    Stage stage = hedged();
    FakeDownstream client = askSlowly(stage, "GET");
    client.gone();
    assertThat(stage.opened(0).cancelled()).isTrue();
    assertThat(stage.opened(1).cancelled()).isTrue();
    stage.ended();
  }

  @Test
  void failsOnlyWhenBothHave() {
    Stage stage = hedged();
    FakeDownstream client = askSlowly(stage, "GET");
    stage.opened(0).fails(Fault.Kind.RESET);
    stage.opened(1).fails(Fault.Kind.TIMEOUT);
    assertThat(client.reason()).isEqualTo("backend-timeout");
    stage.ended();
  }

  @Test
  void hedgesNothingButReads() {
    Stage stage = hedged();
    askSlowly(stage, "DELETE");
    assertThat(stage.opened()).isEqualTo(1);
    stage.last().serves(200, "");
    stage.ended();
  }

  @Test
  void hedgesNothingThatWasAnswered() {
    Stage stage = hedged();
    stage.ask(Request.get());
    stage.last().ready().answers(200);
    stage.pass(DELAY);
    assertThat(stage.opened()).isEqualTo(1);
    stage.last().ends();
    stage.ended();
  }
}
