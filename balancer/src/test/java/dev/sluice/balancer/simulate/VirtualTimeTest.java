package dev.sluice.balancer.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.balance.Cancellable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {

  private final VirtualTime time = new VirtualTime();
  private final List<String> seen = new ArrayList<>();

  private Runnable note(String name) {
    return () -> seen.add(name + "@" + time.nanos());
  }

  private void runAll() {
    time.runUntil(() -> false);
  }

  @Test
  void runsTasksInTheOrderOfTheirTimesAndThoseOfOneTimeAsTheyCame() {
    time.schedule(20, note("c"));
    time.schedule(10, note("a"));
    time.schedule(20, note("d"));
    time.schedule(10, note("b"));
    runAll();
    assertThat(seen).containsExactly("a@10", "b@10", "c@20", "d@20");
  }

  @Test
  void countsDelaysFromTheMomentOfTheCallAndNeverBackwards() {
    time.schedule(
        10,
        () -> {
          time.schedule(5, note("later"));
          time.schedule(-5, note("at once"));
        });
    runAll();
    assertThat(seen).containsExactly("at once@10", "later@15");
  }

  @Test
  void stopsWhenTheConditionHoldsAndLeavesTheRestUndone() {
    time.schedule(10, note("a"));
    time.schedule(20, note("b"));
    time.runUntil(() -> seen.size() == 1);
    assertThat(seen).containsExactly("a@10");
    assertThat(time.nanos()).isEqualTo(10);
  }

  @Test
  void skipsWhatWasCalledOffWithoutSpendingItsTime() {
    Cancellable cancelled = time.schedule(50, note("never"));
    time.schedule(10, note("a"));
    cancelled.cancel();
    cancelled.cancel();
    runAll();
    assertThat(seen).containsExactly("a@10");
    assertThat(time.nanos()).isEqualTo(10);
  }

  @Test
  void callingOffWhatHasRunDoesNothing() {
    Cancellable ran = time.schedule(10, note("a"));
    runAll();
    ran.cancel();
    time.schedule(10, note("b"));
    runAll();
    assertThat(seen).containsExactly("a@10", "b@20");
  }

  @Test
  void keepsEveryLivingTaskWhenManyWereCalledOff() {
    for (int i = 0; i < 10_000; i++) {
      Cancellable task = time.schedule(1000 + i, note("t" + i));
      if (i % 1000 != 0) {
        task.cancel();
      }
    }
    runAll();
    assertThat(seen).hasSize(10).startsWith("t0@1000", "t1000@2000").endsWith("t9000@10000");
  }
}
