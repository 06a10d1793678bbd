package dev.sluice.balancer.balance;

import static dev.sluice.balancer.balance.TestPool.address;
import static dev.sluice.balancer.balance.TestPool.hosts;
import static dev.sluice.balancer.balance.TestPool.lease;
import static dev.sluice.balancer.balance.TestPool.spread;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.Algorithm;
import dev.sluice.balancer.config.HealthConfig;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Backups, panic, slow start, limits. */
class AvailabilityTest {

  private final Set<String> down = new HashSet<>();
  private final HealthConfig strict =
      new HealthConfig(Optional.empty(), Duration.ofSeconds(1), 0, Duration.ofSeconds(1), 1, 1);
  private final Probe probe =
      (backend, timeout, done) ->
          done.accept(
              down.contains(backend.address().host())
                  ? Probe.Result.failed("down")
                  : Probe.Result.passed());

  private void down(TestPool test, String... hosts) {
    down.clear();
    down.addAll(Set.of(hosts));
    test.time.advance(Duration.ofSeconds(1));
  }

  @Test
  void backupsServeOnlyWhileNoPrimaryCan() {
    TestPool test = new TestPool().even(2).backup(2).health(strict, probe);
    Pool pool = test.build();
    assertThat(hosts(pool, 4)).isEqualTo("abab");
    down(test, "a");
    assertThat(hosts(pool, 2)).isEqualTo("bb");
    down(test, "a", "b");
    assertThat(hosts(pool, 4)).isEqualTo("cdcd");
    down(test, "b");
    assertThat(hosts(pool, 2)).isEqualTo("aa");
    down(test, "a", "b", "c", "d");
    assertThat(pool.choose(new Attempts())).isEqualTo(Refusal.ALL_BACKENDS_DOWN);
    assertThat(Refusal.ALL_BACKENDS_DOWN.word()).isEqualTo("all-backends-down");
  }

  @Test
  void aRetryDoesNotGoToABackup() {
    Pool pool = new TestPool().even(1).backup(1).build();
    Attempts attempts = new Attempts();
    attempts.exclude(lease(pool, attempts).backend());
    assertThat(pool.choose(attempts)).isEqualTo(Refusal.ALL_BACKENDS_TRIED);
  }

  @Test
  void belowThePanicThresholdAllAreUsed() {
    TestPool test = new TestPool().even(4).panic(0.5).health(strict, probe);
    Pool pool = test.build();
    down(test, "a", "b");
    assertThat(hosts(pool, 4)).doesNotContain("a", "b");
    assertThat(pool.panics()).isFalse();
    down(test, "a", "b", "c");
    assertThat(pool.panics()).isTrue();
    assertThat(hosts(pool, 4)).contains("a", "b", "c", "d");
    down(test, "a", "b", "c", "d");
    assertThat(hosts(pool, 4)).contains("a", "b", "c", "d");
    down(test, "a", "b");
    assertThat(hosts(pool, 4)).doesNotContain("a", "b");
    assertThat(test.news).containsSubsequence("panic true", "panic false");
  }

  @Test
  void panicDoesNotTouchWhatTheOperatorTookOut() {
    TestPool test = new TestPool().even(3).panic(1).health(strict, probe);
    Pool pool = test.build();
    pool.setIntent(address(0), Intent.MAINTENANCE);
    assertThat(pool.panics()).isFalse();
    down(test, "b");
    assertThat(hosts(pool, 4)).isEqualTo("bcbc");
  }

  @Test
  void usableBackupsComeBeforePanic() {
    TestPool test = new TestPool().even(2).backup(1).panic(1).health(strict, probe);
    Pool pool = test.build();
    down(test, "a", "b");
    assertThat(hosts(pool, 2)).isEqualTo("cc");
    down(test, "a", "b", "c");
    assertThat(hosts(pool, 2)).contains("a", "b");
  }

  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {"ROUND_ROBIN", "RANDOM", "WEIGHTED_RANDOM", "CONSISTENT_HASH", "MAGLEV", "IP_HASH"})
  void oneThatComesUpGrowsToItsShare(Algorithm algorithm) {
    TestPool test =
        new TestPool()
            .algorithm(algorithm)
            .even(4)
            .slowStart(Duration.ofSeconds(100))
            .health(strict, probe);
    Pool pool = test.build();
    int full = spread(pool, 20_000)[0];
    down(test);
    down(test, "a");
    down(test);
    test.time.advance(Duration.ofSeconds(25));
    assertThat((double) spread(pool, 20_000)[0] / full).isCloseTo(0.3, Offset.offset(0.09));
    test.time.advance(Duration.ofSeconds(25));
    assertThat((double) spread(pool, 20_000)[0] / full).isCloseTo(0.56, Offset.offset(0.1));
    test.time.advance(Duration.ofSeconds(50));
    assertThat((double) spread(pool, 20_000)[0] / full).isCloseTo(1, Offset.offset(0.08));
  }

  @Test
  void aNewPoolStartsAtFullSpeed() {
    Pool pool = new TestPool().even(3).slowStart(Duration.ofSeconds(100)).build();
    assertThat(hosts(pool, 6)).isEqualTo("abcabc");
    TestPool checked =
        new TestPool().even(3).slowStart(Duration.ofSeconds(100)).health(strict, probe);
    assertThat(hosts(checked.build(), 6)).isEqualTo("abcabc");
  }

  @Test
  void aColdOneIsUsedWhenItIsTheOnlyOneLeft() {
    TestPool test = new TestPool().even(2).slowStart(Duration.ofSeconds(100)).health(strict, probe);
    Pool pool = test.build();
    down(test);
    down(test, "a");
    down(test);
    for (int i = 0; i < 100; i++) {
      Attempts attempts = new Attempts();
      attempts.exclude(pool.backends().get(1));
      assertThat(lease(pool, attempts).backend()).isSameAs(pool.backends().get(0));
    }
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void limitsAreKeptAndAllSlotsAreUsed(Algorithm algorithm) {
    Pool pool = new TestPool().algorithm(algorithm).limited(20, 3).build();
    for (int i = 0; i < 60; i++) {
      lease(pool);
    }
    assertThat(pool.backends()).allSatisfy(b -> assertThat(b.active()).isEqualTo(3));
    assertThat(pool.choose(new Attempts())).isEqualTo(Refusal.ALL_BACKENDS_BUSY);
  }

  @Test
  void aPreferredBackendIsTakenWhileItCanBe() {
    TestPool test = new TestPool().even(1).limited(1, 1).backup(1);
    Pool pool = test.build();
    Backend wanted = pool.backends().get(1);
    Lease lease = lease(pool, new Attempts().prefer(wanted));
    assertThat(lease.backend()).isSameAs(wanted);
    assertThat(lease(pool, new Attempts().prefer(wanted)).backend()).isNotSameAs(wanted);
    lease.complete(Outcome.SUCCESS);
    Attempts tried = new Attempts().prefer(wanted);
    tried.exclude(wanted);
    assertThat(lease(pool, tried).backend()).isNotSameAs(wanted);
    pool.setIntent(wanted.address(), Intent.DRAIN);
    assertThat(lease(pool, new Attempts().prefer(wanted)).backend()).isNotSameAs(wanted);
    Backend backup = pool.backends().get(2);
    assertThat(lease(pool, new Attempts().prefer(backup)).backend()).isNotSameAs(backup);
  }
}
