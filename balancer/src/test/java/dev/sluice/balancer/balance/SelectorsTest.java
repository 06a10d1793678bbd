package dev.sluice.balancer.balance;

import static dev.sluice.balancer.balance.TestPool.hosts;
import static dev.sluice.balancer.balance.TestPool.lease;
import static dev.sluice.balancer.balance.TestPool.spread;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.Algorithm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorsTest {

  private static TestPool pool(Algorithm algorithm) {
    return new TestPool().algorithm(algorithm);
  }

  private static Candidates candidates(Pool pool) {
    SplittableRandom random = new SplittableRandom(7);
    Candidates.Warmth warmth = new Candidates.Warmth(() -> 0, random, 0);
    return new Candidates(pool.backends(), pool.backends(), false, warmth);
  }

  @Test
  void roundRobinGoesInOrderAndIgnoresWeights() {
    assertThat(hosts(pool(Algorithm.ROUND_ROBIN).weights(5, 1, 1).build(), 7)).isEqualTo("abcabca");
  }

  @Test
  void weightedRoundRobinInterleavesSmoothly() {
    Pool pool = pool(Algorithm.WEIGHTED_ROUND_ROBIN).weights(5, 1, 1).build();
    assertThat(hosts(pool, 14)).isEqualTo("aabacaa" + "aabacaa");
  }

  @ParameterizedTest
  @ValueSource(longs = {(1L << 31) - 3, (1L << 32) - 3, Long.MAX_VALUE - 3})
  void roundRobinGoesOnAcrossTheLimitsOfItsCursor(long start) {
    Pool pool = pool(Algorithm.ROUND_ROBIN).even(4).build();
    Rotation rotation = new Rotation(candidates(pool), SmoothTurns.equal(4), new AtomicLong(start));
    int before = (int) (start % 4);
    for (int i = 0; i < 12; i++) {
      Backend expected = pool.backends().get((before + i) % 4);
      assertThat(rotation.select(new Attempts(), 0)).isSameAs(expected);
    }
  }

  @Test
  void roundRobinGoesOnWhereItWasWhenMembersChange() {
    TestPool test = pool(Algorithm.ROUND_ROBIN).even(4);
    Pool pool = test.build();
    assertThat(hosts(pool, 2)).isEqualTo("ab");
    pool.setIntent(TestPool.address(0), Intent.DRAIN);
    // the third turn of b, c, d
    assertThat(hosts(pool, 3)).isEqualTo("dbc");
  }

  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {"RANDOM", "POWER_OF_TWO", "MAGLEV", "IP_HASH", "ADAPTIVE"})
  void spreadsEvenly(Algorithm algorithm) {
    int[] counts = spread(pool(algorithm).even(10).build(), 20_000);
    for (int count : counts) {
      assertThat(count).isCloseTo(2_000, Percentage.withPercentage(10));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {
        "WEIGHTED_ROUND_ROBIN",
        "WEIGHTED_RANDOM",
        "ADAPTIVE",
        "MAGLEV",
        "IP_HASH",
        "CONSISTENT_HASH"
      })
  void spreadsByWeight(Algorithm algorithm) {
    int[] counts = spread(pool(algorithm).weights(1, 2, 3, 4).build(), 20_000);
    for (int i = 0; i < 4; i++) {
      assertThat(counts[i]).isCloseTo(2_000 * (i + 1), Percentage.withPercentage(15));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {"WEIGHTED_RANDOM", "WEIGHTED_ROUND_ROBIN", "ADAPTIVE", "MAGLEV", "IP_HASH"})
  void whatIsLeftOutGoesToTheOthersByTheirWeights(Algorithm algorithm) {
    Pool pool = pool(algorithm).weights(4, 1, 3, 2).build();
    int[] counts = new int[4];
    for (int i = 0; i < 12_000; i++) {
      Attempts attempts = new Attempts();
      attempts.exclude(pool.backends().get(0));
      counts[pool.backends().indexOf(lease(pool, attempts).backend())]++;
    }
    assertThat(counts[0]).isZero();
    assertThat(counts[1]).isCloseTo(2_000, Percentage.withPercentage(10));
    assertThat(counts[2]).isCloseTo(6_000, Percentage.withPercentage(10));
    assertThat(counts[3]).isCloseTo(4_000, Percentage.withPercentage(10));
  }

  @Test
  void roundRobinDoesNotDoubleTheNeighbourOfOneThatIsFull() {
    TestPool test = pool(Algorithm.ROUND_ROBIN).even(1).limited(1, 1).even(2);
    Pool pool = test.build();
    Attempts toB = new Attempts().prefer(pool.backends().get(1));
    assertThat(lease(pool, toB).backend()).isSameAs(pool.backends().get(1));
    assertThat(spread(pool, 300)).containsExactly(100, 0, 100, 100);
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void triesEveryBackendOnceAndThenHasNoneLeft(Algorithm algorithm) {
    Pool pool = pool(algorithm).weights(1, 5, 100).even(40).build();
    Attempts attempts = new Attempts(() -> 4711);
    List<Backend> seen = new ArrayList<>();
    for (int i = 0; i < 43; i++) {
      Backend next = lease(pool, attempts).backend();
      attempts.exclude(next);
      seen.add(next);
    }
    assertThat(seen).doesNotHaveDuplicates();
    assertThat(attempts.count()).isEqualTo(43);
    assertThat(pool.pick(attempts)).isEmpty();
    assertThat(pool.choose(attempts)).isEqualTo(Refusal.ALL_BACKENDS_TRIED);
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void aPoolOfOneAndAPoolOfNone(Algorithm algorithm) {
    assertThat(hosts(pool(algorithm).even(1).build(), 3)).isEqualTo("aaa");
    assertThat(pool(algorithm).build().choose(new Attempts())).isEqualTo(Refusal.ALL_BACKENDS_DOWN);
  }

  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {"LEAST_CONNECTIONS", "POWER_OF_TWO"})
  void picksTheLessLoadedInEitherOrder(Algorithm algorithm) {
    for (boolean firstIsBusier : new boolean[] {true, false}) {
      Pool pool = pool(algorithm).even(2).build();
      Backend busier = pool.backends().get(firstIsBusier ? 0 : 1);
      Backend idler = pool.backends().get(firstIsBusier ? 1 : 0);
      for (int i = 0; i < 7; i++) {
        lease(pool, new Attempts().prefer(busier));
      }
      for (int i = 0; i < 3; i++) {
        lease(pool, new Attempts().prefer(idler));
      }
      for (int i = 0; i < 4; i++) {
        assertThat(lease(pool).backend()).isSameAs(idler);
      }
      assertThat(busier.active()).isEqualTo(7);
      assertThat(idler.active()).isEqualTo(7);
    }
  }

  @Test
  void leastConnectionsGoesByWeight() {
    Pool pool = pool(Algorithm.LEAST_CONNECTIONS).weights(1, 3).build();
    for (int i = 0; i < 40; i++) {
      lease(pool);
    }
    assertThat(pool.backends()).extracting(Backend::active).containsExactly(10, 30);
  }

  @Test
  void leastConnectionsSpreadsTiesAround() {
    assertThat(hosts(pool(Algorithm.LEAST_CONNECTIONS).even(3).build(), 6)).isEqualTo("abcabc");
  }

  @Test
  void leastConnectionsOfManyKeepsLoadsCloseTogether() {
    Pool pool = pool(Algorithm.LEAST_CONNECTIONS).even(1_000).build();
    for (int i = 0; i < 10_000; i++) {
      lease(pool);
    }
    // at random the fullest would have about 22
    assertThat(pool.backends()).allSatisfy(b -> assertThat(b.active()).isBetween(6, 12));
  }

  @Test
  void powerOfTwoKeepsLoadsCloserTogetherThanChance() {
    Pool pool = pool(Algorithm.POWER_OF_TWO).even(1_000).build();
    for (int i = 0; i < 10_000; i++) {
      lease(pool);
    }
    assertThat(pool.backends()).allSatisfy(b -> assertThat(b.active()).isLessThan(15));
  }

  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {"LEAST_LATENCY", "POWER_OF_TWO"})
  void avoidsTheSlowOneButTriesItAgain(Algorithm algorithm) {
    TestPool test = pool(algorithm).even(3);
    Pool pool = test.build();
    Backend slow = pool.backends().get(0);
    int[] counts =
        spread(
            pool,
            3_000,
            lease -> {
              test.time.advance(Duration.ofMillis(lease.backend() == slow ? 100 : 10));
              lease.responded();
            });
    assertThat(counts[0]).isBetween(1, 300);
    assertThat(counts[1]).isCloseTo(counts[2], Percentage.withPercentage(15));
  }

  @Test
  void powerOfTwoTakesNoNoticeOfAFewMilliseconds() {
    TestPool test = pool(Algorithm.POWER_OF_TWO).even(3);
    Pool pool = test.build();
    List<Backend> all = pool.backends();
    int[] counts =
        spread(
            pool,
            6_000,
            lease -> {
              test.time.advance(Duration.ofMillis(1 + 2 * all.indexOf(lease.backend())));
              lease.responded();
            });
    for (int count : counts) {
      assertThat(count).isCloseTo(2_000, Percentage.withPercentage(10));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {"LEAST_LATENCY", "POWER_OF_TWO"})
  void isNotDrawnToOneThatFailsFast(Algorithm algorithm) {
    TestPool test = pool(algorithm).even(3);
    Pool pool = test.build();
    Backend broken = pool.backends().get(0);
    int picked = 0;
    for (int i = 0; i < 3_000; i++) {
      Lease lease = lease(pool);
      if (lease.backend() == broken) {
        picked++;
        lease.complete(Outcome.CONNECT_FAILURE);
      } else {
        test.time.advance(Duration.ofMillis(5));
        lease.responded();
        lease.complete(Outcome.SUCCESS);
      }
    }
    assertThat(picked).isLessThan(300);
  }

  @Test
  void adaptiveGivesTheSlowOneLessButNeverNothing() {
    TestPool test = pool(Algorithm.ADAPTIVE).even(3);
    Pool pool = test.build();
    Backend slow = pool.backends().get(0);
    java.util.function.Consumer<Lease> use =
        lease -> {
          test.time.advance(Duration.ofMillis(lease.backend() == slow ? 50 : 5));
          lease.responded();
        };
    spread(pool, 10_000, use);
    int[] counts = spread(pool, 10_000, use);
    assertThat(counts[0]).isBetween(500, 1_700);
    assertThat(counts[1]).isCloseTo(counts[2], Percentage.withPercentage(15));
  }

  @Test
  void adaptiveForgivesOneThatHasRecovered() {
    TestPool test = pool(Algorithm.ADAPTIVE).even(3);
    Pool pool = test.build();
    Backend once = pool.backends().get(0);
    spread(
        pool,
        10_000,
        lease -> {
          test.time.advance(Duration.ofMillis(lease.backend() == once ? 50 : 5));
          lease.responded();
        });
    spread(
        pool,
        10_000,
        lease -> {
          test.time.advance(Duration.ofMillis(5));
          lease.responded();
        });
    assertThat(spread(pool, 9_000)[0]).isCloseTo(3_000, Percentage.withPercentage(10));
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void neverPicksWhatIsNotUsable(Algorithm algorithm) {
    Pool pool = pool(algorithm).even(6).build();
    pool.setIntent(TestPool.address(1), Intent.DRAIN);
    pool.setIntent(TestPool.address(4), Intent.MAINTENANCE);
    int[] counts = spread(pool, 4_000);
    assertThat(counts[1]).isZero();
    assertThat(counts[4]).isZero();
    for (int i : new int[] {0, 2, 3, 5}) {
      assertThat(counts[i]).isCloseTo(1_000, Percentage.withPercentage(30));
    }
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void tenThousandBackendsAreUsedByAll(Algorithm algorithm) {
    Pool pool = pool(algorithm).even(10_000).build();
    long used =
        java.util.stream.IntStream.range(0, 20_000)
            .mapToObj(i -> lease(pool).backend())
            .distinct()
            .count();
    // of 10,000 drawn twice at random, 86 % come up
    assertThat(used).isGreaterThan(8_300);
  }
}
