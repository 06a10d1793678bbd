package dev.sluice.balancer.balance;

import static dev.sluice.balancer.balance.TestPool.address;
import static dev.sluice.balancer.balance.TestPool.hosts;
import static dev.sluice.balancer.balance.TestPool.lease;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.balance.Traffic.Totals;
import dev.sluice.balancer.config.BackendConfig;
import dev.sluice.balancer.config.FailureKind;
import dev.sluice.balancer.config.OutlierConfig;
import dev.sluice.balancer.config.OutlierConfig.SuccessRate;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OutlierTest {

  private static final Duration NANO = Duration.ofNanos(1);
  private static final SuccessRate NO_RATE = new SuccessRate(Duration.ZERO, 0, 2, 0, 0);

  private static OutlierConfig inRow(Set<FailureKind> counted, int percent) {
    return new OutlierConfig(
        counted, 3, Duration.ofSeconds(30), Duration.ofSeconds(75), percent, NO_RATE);
  }

  private static OutlierConfig inRow() {
    return inRow(EnumSet.allOf(FailureKind.class), 50);
  }

  private static void fail(Pool pool, int index, Outcome outcome, int times) {
    for (int i = 0; i < times; i++) {
      lease(pool, new Attempts().prefer(pool.backends().get(index))).complete(outcome);
    }
  }

  private static String state(Pool pool, int index) {
    return pool.backends().get(index).state().id();
  }

  /** How long a backend that is ejected now stays so. */
  private static Duration ejection(TestPool test, Pool pool, int index) {
    assertThat(state(pool, index)).isEqualTo("ejected");
    long start = test.time.nanos();
    while (state(pool, index).equals("ejected")) {
      test.time.advance(Duration.ofMillis(1));
    }
    return Duration.ofNanos(test.time.nanos() - start);
  }

  @ParameterizedTest
  @EnumSource(
      value = Outcome.class,
      names = {"CONNECT_FAILURE", "RESET", "TIMEOUT", "SERVER_ERROR"})
  void ejectsAfterSoManyFailuresInARow(Outcome failure) {
    TestPool test = new TestPool().even(4).outlier(inRow());
    Pool pool = test.build();
    fail(pool, 1, failure, 2);
    assertThat(state(pool, 1)).isEqualTo("up");
    fail(pool, 1, failure, 1);
    assertThat(state(pool, 1)).isEqualTo("ejected");
    assertThat(hosts(pool, 6)).doesNotContain("b");
    assertThat(pool.backends().get(1).why()).startsWith("3 failures in a row, last: ");
  }

  @Test
  void aSuccessStartsTheCountAnewAndACancelSaysNothing() {
    Pool pool = new TestPool().even(4).outlier(inRow()).build();
    fail(pool, 1, Outcome.RESET, 2);
    fail(pool, 1, Outcome.SUCCESS, 1);
    fail(pool, 1, Outcome.RESET, 2);
    fail(pool, 1, Outcome.CANCELLED, 5);
    assertThat(state(pool, 1)).isEqualTo("up");
    fail(pool, 1, Outcome.RESET, 1);
    assertThat(state(pool, 1)).isEqualTo("ejected");
  }

  @Test
  void onlyWhatIsConfiguredCounts() {
    Pool pool =
        new TestPool().even(4).outlier(inRow(EnumSet.of(FailureKind.CONNECT_FAILURE), 50)).build();
    fail(pool, 1, Outcome.SERVER_ERROR, 10);
    assertThat(state(pool, 1)).isEqualTo("up");
    fail(pool, 1, Outcome.CONNECT_FAILURE, 3);
    assertThat(state(pool, 1)).isEqualTo("ejected");
  }

  @Test
  void returnsAfterATimeThatGrowsUpToItsLimitAndShrinksAgain() {
    TestPool test = new TestPool().even(4).outlier(inRow());
    Pool pool = test.build();
    int[] expected = {30, 60, 75, 75};
    for (int seconds : expected) {
      fail(pool, 1, Outcome.RESET, 3);
      assertThat(ejection(test, pool, 1))
          .isBetween(Duration.ofSeconds(seconds), Duration.ofMillis(seconds * 1100L));
    }
    // four times held against it, three forgiven in as many times thirty seconds
    test.time.advance(Duration.ofSeconds(91));
    fail(pool, 1, Outcome.RESET, 3);
    assertThat(ejection(test, pool, 1)).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(66));
    test.time.advance(Duration.ofHours(1));
    fail(pool, 1, Outcome.RESET, 3);
    assertThat(ejection(test, pool, 1)).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(33));
  }

  @Test
  void theMomentOfReturnIsExact() {
    TestPool test = new TestPool().even(4).outlier(inRow());
    Pool pool = test.build();
    fail(pool, 1, Outcome.RESET, 3);
    Duration length = ejection(test, pool, 1).minusMillis(1);
    TestPool again = new TestPool().even(4).outlier(inRow());
    Pool same = again.build();
    fail(same, 1, Outcome.RESET, 3);
    again.time.advance(length);
    assertThat(state(same, 1)).isEqualTo("ejected");
    again.time.advance(Duration.ofMillis(1));
    assertThat(state(same, 1)).isEqualTo("up");
    assertThat(again.news).endsWith("b:1 up -> ejected", "b:1 ejected -> up");
  }

  @Test
  void returnsWithACleanSlate() {
    TestPool test = new TestPool().even(4).outlier(inRow());
    Pool pool = test.build();
    Lease late = lease(pool, new Attempts().prefer(pool.backends().get(1)));
    fail(pool, 1, Outcome.RESET, 3);
    late.complete(Outcome.RESET);
    ejection(test, pool, 1);
    fail(pool, 1, Outcome.RESET, 2);
    assertThat(state(pool, 1)).isEqualTo("up");
  }

  @Test
  void neverEjectsMoreThanTheCap() {
    Pool pool = new TestPool().even(5).outlier(inRow()).build();
    for (int i = 0; i < 5; i++) {
      fail(pool, i, Outcome.RESET, 6);
    }
    assertThat(pool.backends()).filteredOn(b -> b.state() == BackendState.EJECTED).hasSize(2);
  }

  @Test
  void oneOfTwoMayAlwaysGoButNeverTheLast() {
    Pool pool = new TestPool().even(2).outlier(inRow(Set.of(FailureKind.RESET), 10)).build();
    fail(pool, 0, Outcome.RESET, 3);
    assertThat(state(pool, 0)).isEqualTo("ejected");
    fail(pool, 1, Outcome.RESET, 9);
    assertThat(state(pool, 1)).isEqualTo("up");
    Pool alone = new TestPool().even(1).outlier(inRow()).build();
    fail(alone, 0, Outcome.RESET, 9);
    assertThat(state(alone, 0)).isEqualTo("up");
  }

  @Test
  void zeroPercentSwitchesItOff() {
    Pool pool = new TestPool().even(4).outlier(inRow(Set.of(FailureKind.RESET), 0)).build();
    fail(pool, 1, Outcome.RESET, 9);
    assertThat(state(pool, 1)).isEqualTo("up");
  }

  @Test
  void oneThatWasHeldByTheCapGoesWithItsNextRow() {
    TestPool test = new TestPool().even(2).outlier(inRow());
    Pool pool = test.build();
    fail(pool, 0, Outcome.RESET, 3);
    fail(pool, 1, Outcome.RESET, 3);
    ejection(test, pool, 0);
    fail(pool, 1, Outcome.RESET, 3);
    assertThat(state(pool, 1)).isEqualTo("ejected");
  }

  @Test
  void anEjectedOneThatIsSentToMaintenanceDoesNotComeBackUpByItself() {
    TestPool test = new TestPool().even(4).outlier(inRow());
    Pool pool = test.build();
    fail(pool, 1, Outcome.RESET, 3);
    pool.setIntent(address(1), Intent.MAINTENANCE);
    test.time.advance(Duration.ofMinutes(5));
    assertThat(state(pool, 1)).isEqualTo("maintenance");
    pool.setIntent(address(1), Intent.READY);
    assertThat(state(pool, 1)).isEqualTo("up");
  }

  @Test
  void successRatesAreComparedAtTheEndOfEachWindow() {
    OutlierConfig rates =
        new OutlierConfig(
            EnumSet.of(FailureKind.SERVER_ERROR),
            0,
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            50,
            SuccessRate.DEFAULT);
    TestPool test = new TestPool().even(3).outlier(rates);
    Pool pool = test.build();
    for (int i = 0; i < 100; i++) {
      fail(pool, 0, Outcome.SUCCESS, 1);
      fail(pool, 1, i % 10 < 3 ? Outcome.SERVER_ERROR : Outcome.SUCCESS, 1);
      fail(pool, 2, Outcome.SUCCESS, 1);
      // not counted
      fail(pool, 2, i % 2 == 0 ? Outcome.RESET : Outcome.CANCELLED, 1);
    }
    test.time.advance(Duration.ofSeconds(10).minus(NANO));
    assertThat(state(pool, 1)).isEqualTo("up");
    test.time.advance(NANO);
    assertThat(state(pool, 1)).isEqualTo("ejected");
    assertThat(pool.backends().get(1).why()).startsWith("70.0 % of its requests succeeded");
  }

  // --- the rule alone

  private static List<Double> outliers(SuccessRate rule, int requests, int... successes) {
    Map<Backend, Totals> window = new LinkedHashMap<>();
    for (int i = 0; i < successes.length; i++) {
      Backend backend = new Backend(new BackendConfig(address(i), 1));
      window.put(backend, new Totals(successes[i], requests - successes[i], 0, 0));
    }
    return SuccessRateRule.find(window, rule).stream().map(SuccessRateRule.Outlier::rate).toList();
  }

  @Test
  void findsTheOneThatLagsBehind() {
    assertThat(outliers(SuccessRate.DEFAULT, 100, 100, 70, 100)).containsExactly(0.7);
    assertThat(outliers(SuccessRate.DEFAULT, 100, 100, 70, 100, 60, 100, 100, 100, 100, 100, 100))
        .containsExactly(0.6, 0.7);
  }

  @Test
  void leavesSmallGapsAlone() {
    assertThat(outliers(SuccessRate.DEFAULT, 100, 100, 90, 100)).isEmpty();
    assertThat(outliers(SuccessRate.DEFAULT, 100, 100, 89, 100)).containsExactly(0.89);
  }

  @Test
  void whenAllFailNobodyIsAnOutlier() {
    assertThat(outliers(SuccessRate.DEFAULT, 100, 50, 55, 45, 50)).isEmpty();
  }

  @Test
  void judgesOnlyWithEnoughRequestsAndEnoughBackends() {
    assertThat(outliers(SuccessRate.DEFAULT, 99, 99, 10, 99)).isEmpty();
    assertThat(outliers(SuccessRate.DEFAULT, 100, 100, 10)).isEmpty();
    assertThat(outliers(SuccessRate.DEFAULT, 100, 100, 10, 100)).containsExactly(0.1);
  }
}
