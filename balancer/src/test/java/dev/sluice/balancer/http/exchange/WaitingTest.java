package dev.sluice.balancer.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.http.stream.Fault;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deadlines, waiting for a backend, and waiting to try again. */
class WaitingTest {

  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration TICK = Duration.ofMillis(25);
  private static final Duration LONG = Duration.ofMinutes(1);

  // --- deadlines

  @Test
  void givesUpOnABackendThatIsSilent() {
    Stage stage = Stage.of(1).backendIdle(SHORT);
    FakeDownstream client = stage.ask(Request.get());
    stage.last().ready();
    stage.pass(SHORT.minus(TICK));
    assertThat(client.answered()).isFalse();
    stage.pass(TICK.multipliedBy(2));
    assertThat(client.reason()).isEqualTo("backend-timeout");
    assertThat(stage.last().cancelled()).isTrue();
    assertThat(stage.ended().answer().status()).isEqualTo(504);
    assertThat(stage.failures(0)).isEqualTo(1);
  }

  /** Its time begins anew with everything that moves. */
  @Test
  void waitsForABackendThatSaysSomethingNowAndThen() {
    Stage stage = Stage.of(1).backendIdle(SHORT);
    FakeDownstream client = stage.ask(Request.get());
    stage.last().ready();
    for (int i = 0; i < 5; i++) {
      stage.pass(SHORT.minus(TICK.multipliedBy(2)));
      if (i == 0) {
        stage.last().interim(103);
      } else if (i == 1) {
        stage.last().answers(200);
      } else {
        stage.last().answer.read("x");
      }
    }
    assertThat(client.out.written()).isEqualTo("xxx");
    stage.pass(SHORT.plus(TICK));
    assertThat(client.wasReset()).isTrue();
    assertThat(stage.ended().answer().reason()).isEqualTo("backend-timeout");
  }

  @Test
  void hasPatienceWithoutEndIfItIsToldTo() {
    Stage stage = Stage.of(1).backendIdle(Duration.ZERO);
    stage.ask(Request.get());
    stage.last().ready();
    stage.pass(LONG.multipliedBy(3));
    stage.last().serves(200, "");
    stage.ended();
  }

  @Test
  void blamesTheClientThatDoesNotSendItsBody() {
    Stage stage = Stage.of(1).backendIdle(SHORT);
    FakeDownstream client = stage.ask(Request.of("POST", "/").length(100));
    stage.last().ready();
    client.body.read("half");
    stage.pass(SHORT.plus(TICK));
    assertThat(client.status()).isEqualTo(408);
    assertThat(stage.ended().answer().reason()).isEqualTo("client-timeout");
    assertThat(stage.failures(0)).isZero();
  }

  @Test
  void blamesTheBackendThatDoesNotTakeTheBody() {
    Stage stage = Stage.of(1).backendIdle(SHORT);
    FakeDownstream client = stage.ask(Request.of("POST", "/").length(100));
    stage.last().ready().out.writable(false);
    client.body.read("half");
    stage.pass(SHORT.plus(TICK));
    assertThat(client.reason()).isEqualTo("backend-timeout");
    stage.ended();
    assertThat(stage.failures(0)).isEqualTo(1);
  }

  @Test
  void blamesTheClientThatDoesNotTakeTheAnswer() {
    Stage stage = Stage.of(1).backendIdle(SHORT);
    FakeDownstream client = stage.ask(Request.get());
    stage.last().ready().answers(200);
    client.out.writable(false);
    stage.last().answer.read("much");
    stage.pass(SHORT.plus(TICK));
    assertThat(client.wasReset()).isTrue();
    assertThat(stage.ended().answer().reason()).isEqualTo("client-timeout");
    assertThat(stage.failures(0)).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void asksAnotherWhenATryTakesTooLong(boolean connected) {
    Stage stage = Stage.of(2).retry(Stage.retry(3, SHORT, Duration.ZERO, 0));
    FakeDownstream client = stage.ask(Request.get());
    if (connected) {
      stage.last().ready();
    }
    stage.pass(SHORT.plus(TICK));
    assertThat(stage.opened(0).cancelled()).isTrue();
    assertThat(stage.opened()).isEqualTo(2);
    stage.last().ready().serves(200, "");
    assertThat(client.status()).isEqualTo(200);
    stage.ended();
    assertThat(stage.failures(0)).isEqualTo(1);
  }

  /** A try's deadline is for the head alone. */
  @Test
  void letsAnAnswerTakeLongerThanATryMay() {
    Stage stage = Stage.of(1).retry(Stage.retry(1, SHORT, Duration.ZERO, 0));
    FakeDownstream client = stage.ask(Request.get());
    stage.last().ready().answers(200);
    stage.pass(SHORT.multipliedBy(3));
    stage.last().answer.read("late");
    stage.last().ends();
    assertThat(client.out.ended()).isTrue();
    stage.ended();
  }

  @Test
  void blamesABackendThatLetsTheWholeDeadlinePass() {
    Stage stage = Stage.of(2).request(SHORT);
    FakeDownstream client = stage.ask(Request.get());
    stage.last().ready();
    stage.pass(SHORT.plus(TICK));
    assertThat(client.reason()).isEqualTo("request-timeout");
    assertThat(stage.opened()).isEqualTo(1);
    assertThat(stage.ended().answer().status()).isEqualTo(504);
    assertThat(stage.failures(0)).isEqualTo(1);
  }

  @Test
  void blamesNoBackendForAClientThatLetsTheWholeDeadlinePass() {
    Stage stage = Stage.of(1).request(SHORT);
    FakeDownstream client = stage.ask(Request.of("PUT", "/").length(10));
    stage.last().ready();
    client.body.read("half");
    stage.pass(SHORT.plus(TICK));
    assertThat(client.reason()).isEqualTo("request-timeout");
    stage.ended();
    assertThat(stage.failures(0)).isZero();
  }

  @Test
  void breaksOffAnAnswerAtTheWholeDeadline() {
    Stage stage = Stage.of(1).request(SHORT);
    FakeDownstream client = stage.ask(Request.get());
    stage.last().ready().answers(200).answer.read("ha");
    stage.pass(SHORT.plus(TICK));
    assertThat(client.wasReset()).isTrue();
    assertThat(stage.ended().answer().status()).isEqualTo(200);
    assertThat(stage.log.get(0).answer().reason()).isEqualTo("request-timeout");
    assertThat(stage.failures(0)).isZero();
  }

  @Test
  void leavesNoAlarmBehind() {
    Stage stage = Stage.of(1).request(SHORT).backendIdle(SHORT);
    stage.ask(Request.get());
    stage.last().ready().serves(200, "");
    stage.ended();
    stage.pass(LONG);
    assertThat(stage.log).hasSize(1);
  }

  // --- for a backend

  @Test
  void servesWhoWaitedOnceABackendIsFree() {
    Stage stage = Stage.of(1, 1).queue(10, LONG);
    FakeDownstream one = stage.ask(Request.get());
    stage.last().ready();
    FakeDownstream two = stage.ask(Request.get());
    assertThat(stage.opened()).isEqualTo(1);
    assertThat(stage.pool().waiting()).isEqualTo(1);
    stage.last().serves(200, "one");
    stage.turn();
    assertThat(stage.opened()).isEqualTo(2);
    stage.last().ready().serves(200, "two");
    assertThat(one.out.written()).isEqualTo("one");
    assertThat(two.out.written()).isEqualTo("two");
    assertThat(stage.exchanges.count()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void refusesWhoFindsNoPlace(int places) {
    Stage stage = Stage.of(1, 1).queue(places, LONG);
    stage.ask(Request.get());
    for (int i = 0; i < places; i++) {
      stage.ask(Request.get());
    }
    FakeDownstream last = stage.ask(Request.get());
    assertThat(last.status()).isEqualTo(503);
    assertThat(last.reason()).isEqualTo("queue-full");
    stage.exchanges.stop();
    stage.turn();
    assertThat(stage.pool().active()).isZero();
  }

  @Test
  void sendsAwayWhoWaitedTooLong() {
    Stage stage = Stage.of(1, 1).queue(10, SHORT);
    stage.ask(Request.get());
    FakeDownstream two = stage.ask(Request.get());
    stage.pass(SHORT.plus(TICK));
    assertThat(two.status()).isEqualTo(504);
    assertThat(two.reason()).isEqualTo("queue-timeout");
    stage.exchanges.stop();
  }

  @Test
  void countsTheWaitTowardsTheWholeDeadline() {
    Stage stage = Stage.of(1, 1).queue(10, LONG);
    stage.request(SHORT);
    stage.ask(Request.get());
    FakeDownstream two = stage.ask(Request.get());
    stage.pass(SHORT.plus(TICK));
    stage.turn();
    assertThat(two.reason()).isEqualTo("request-timeout");
    assertThat(stage.pool().waiting()).isZero();
    assertThat(stage.pool().active()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void givesUpThePlaceOfAClientThatLeavesOrIsStopped(boolean leaves) {
    Stage stage = Stage.of(1, 1).queue(10, LONG);
    stage.ask(Request.get());
    FakeDownstream two = stage.ask(Request.get());
    if (leaves) {
      two.gone();
      assertThat(stage.log.get(0).answer().reason()).isEqualTo("client-gone");
    } else {
      assertThat(stage.exchanges.stop()).isEqualTo(2);
      assertThat(two.reason()).isEqualTo("stopped");
    }
    assertThat(stage.pool().waiting()).isZero();
    stage.exchanges.stop();
    stage.turn();
    assertThat(stage.pool().active()).isZero();
    assertThat(stage.opened()).isEqualTo(1);
  }

  // --- to try again

  private static Stage backingOff() {
    return Stage.of(2).retry(Stage.retry(3, Duration.ZERO, LONG, 0));
  }

  private static void failFirst(Stage stage, boolean byAnswer) {
    stage.last().ready();
    if (byAnswer) {
      stage.last().answers(503);
    } else {
      stage.last().fails(Fault.Kind.RESET);
    }
    assertThat(stage.opened()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void waitsBeforeItTriesAgain(boolean byAnswer) {
    Stage stage = backingOff();
    FakeDownstream client = stage.ask(Request.get());
    failFirst(stage, byAnswer);
    stage.pass(LONG);
    assertThat(stage.opened()).isEqualTo(2);
    stage.last().ready().serves(200, "fine");
    assertThat(client.out.written()).isEqualTo("fine");
    stage.ended();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void doesNothingLateWhenTheClientLeavesMeanwhile(boolean byAnswer) {
    Stage stage = backingOff();
    FakeDownstream client = stage.ask(Request.get());
    failFirst(stage, byAnswer);
    client.gone();
    assertThat(stage.ended().answer().reason()).isEqualTo("client-gone");
    stage.pass(LONG);
    assertThat(stage.opened()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void saysThatItStopsMeanwhile(boolean byAnswer) {
    Stage stage = backingOff();
    FakeDownstream client = stage.ask(Request.get());
    failFirst(stage, byAnswer);
    assertThat(stage.exchanges.stop()).isEqualTo(1);
    assertThat(client.reason()).isEqualTo("stopped");
    stage.ended();
  }

  @Test
  void waitsNoLongerThanTheWholeDeadline() {
    Stage stage = backingOff().request(Duration.ofMillis(100));
    FakeDownstream client = stage.ask(Request.get());
    stage.last().ready().fails(Fault.Kind.RESET);
    assertThat(client.reason()).isEqualTo("backend-reset");
    assertThat(stage.opened()).isEqualTo(1);
    stage.ended();
  }
}
