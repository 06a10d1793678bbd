package dev.sluice.balancer.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConditionTest {

  /**
   * Intent and observation, then what each transition makes of them, in the order of the enum:
   * checks passed, checks failed, presumed up, ejected, ejection over, made ready, drained,
   * maintenance.
   */
  private static final String TABLE =
      """
      R/S  R/U R/D R/U R/S R/S  R/S D/S M/S
      R/U  R/U R/D R/U R/E R/U  R/U D/U M/U
      R/E  R/E R/D R/E R/E R/U  R/E D/E M/E
      R/D  R/U R/D R/D R/D R/D  R/D D/D M/D
      D/S  D/U D/D D/U D/S D/S  R/S D/S M/S
      D/U  D/U D/D D/U D/U D/U  R/U D/U M/U
      D/E  D/E D/D D/E D/E D/U  R/E D/E M/E
      D/D  D/U D/D D/D D/D D/D  R/D D/D M/D
      M/S  M/S M/S M/S M/S M/S  R/S D/S M/S
      M/U  M/U M/U M/U M/U M/U  R/S D/S M/U
      M/E  M/E M/E M/E M/E M/E  R/S D/S M/E
      M/D  M/D M/D M/D M/D M/D  R/S D/S M/D
      """;

  private static final Map<Character, Intent> INTENTS =
      Map.of('R', Intent.READY, 'D', Intent.DRAIN, 'M', Intent.MAINTENANCE);
  private static final Map<Character, Observed> OBSERVED =
      Map.of('S', Observed.STARTING, 'U', Observed.UP, 'E', Observed.EJECTED, 'D', Observed.DOWN);

  record Case(Condition before, Transition transition, Condition after) {}

  private static Condition read(String text) {
    return new Condition(INTENTS.get(text.charAt(0)), OBSERVED.get(text.charAt(2)));
  }

  static Stream<Case> everyPair() {
    List<Case> cases = new ArrayList<>();
    for (String line : TABLE.lines().toList()) {
      String[] cells = line.trim().split(" +");
      for (Transition transition : Transition.values()) {
        cases.add(new Case(read(cells[0]), transition, read(cells[1 + transition.ordinal()])));
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("everyPair")
  void transition(Case tried) {
    Condition after = tried.before().after(tried.transition());
    assertThat(after).isEqualTo(tried.after());
    if (after.equals(tried.before())) {
      assertThat(after).isSameAs(tried.before());
    }
  }

  @Test
  void theTableHasEveryPair() {
    long states = (long) Intent.values().length * Observed.values().length;
    assertThat(everyPair().map(Case::before).distinct()).hasSize((int) states);
    assertThat(everyPair()).hasSize((int) states * Transition.values().length);
  }

  @Test
  void onlyReadyAndUpIsUsable() {
    List<Condition> usable =
        everyPair().map(Case::before).distinct().filter(Condition::usable).toList();
    assertThat(usable).containsExactly(new Condition(Intent.READY, Observed.UP));
  }

  @Test
  void theWordOfTheOperatorComesFirst() {
    assertThat(read("M/D").state()).isEqualTo(BackendState.MAINTENANCE);
    assertThat(read("D/U").state()).isEqualTo(BackendState.DRAINING);
    assertThat(read("R/S").state()).isEqualTo(BackendState.STARTING);
    assertThat(read("R/U").state()).isEqualTo(BackendState.UP);
    assertThat(read("R/E").state()).isEqualTo(BackendState.EJECTED);
    assertThat(read("R/D").state()).isEqualTo(BackendState.DOWN);
  }
}
