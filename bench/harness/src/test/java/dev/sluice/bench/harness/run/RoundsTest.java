package dev.sluice.bench.harness.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RoundsTest {

  private static final List<String> ALL = List.of("a", "b", "c");

  @Test
  void everybodyBeginsAndDirectionsChange() {
    assertThat(Rounds.order(ALL, 0)).containsExactly("a", "b", "c");
    assertThat(Rounds.order(ALL, 1)).containsExactly("a", "c", "b");
    assertThat(Rounds.order(ALL, 2)).containsExactly("c", "a", "b");
    assertThat(Rounds.order(ALL, 3)).containsExactly("c", "b", "a");
    assertThat(Rounds.order(ALL, 4)).containsExactly("b", "c", "a");
    assertThat(Rounds.order(List.of(), 1)).isEmpty();
  }

  @Test
  void isWarmOnceTwoTurnsBringNothing() {
    Warmth warmth = Warmth.of(false);
    for (double cost : new double[] {500, 160, 160, 90, 91}) {
      warmth.add(10, cost);
      assertThat(warmth.reached()).isFalse();
    }
    warmth.add(10, 88);
    assertThat(warmth.reached()).isTrue();
  }

  @Test
  void whatIsCompiledAsItRunsNeedsRequestsToo() {
    Warmth warmth = Warmth.of(true);
    for (int i = 0; i < 5; i++) {
      warmth.add(11_999, 160);
      assertThat(warmth.reached()).isFalse();
    }
    warmth.add(5, 160);
    assertThat(warmth.reached()).isTrue();
  }
}
