package dev.sluice.balancer.balance;

import static dev.sluice.balancer.balance.TestPool.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.balancer.balance.Traffic.Totals;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The small parts, each alone. */
class PartsTest {

  // --- smooth turns

  /** The definition, word for word. */
  private static int[] byDefinition(List<Integer> weights) {
    int total = weights.stream().mapToInt(w -> w).sum();
    int[] credit = new int[weights.size()];
    int[] turns = new int[total];
    for (int turn = 0; turn < total; turn++) {
      int richest = 0;
      for (int i = 0; i < credit.length; i++) {
        credit[i] += weights.get(i);
      }
      for (int i = 0; i < credit.length; i++) {
        richest = credit[i] > credit[richest] ? i : richest;
      }
      credit[richest] -= total;
      turns[turn] = richest;
    }
    return turns;
  }

  @Property(tries = 200)
  void turnsAreThoseOfTheDefinition(
      @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 1, max = 9) Integer> weights) {
    int[] turns = SmoothTurns.of(weights.stream().mapToDouble(w -> w).toArray());
    int[] expected = byDefinition(weights);
    // a common divisor only shortens the cycle
    for (int i = 0; i < expected.length; i++) {
      assertThat(turns[i % turns.length]).isEqualTo(expected[i]);
    }
  }

  @Test
  void heavyWeightsAreScaledDownButNobodyIsForgotten() {
    int[] turns = SmoothTurns.of(new double[] {65_535, 65_535, 1});
    assertThat(turns.length).isLessThanOrEqualTo(SmoothTurns.MAX_TURNS + 1);
    assertThat(turns).contains(0, 1, 2);
    assertThat(SmoothTurns.equal(3)).containsExactly(0, 1, 2);
  }

  // --- sampler

  @Property(tries = 50)
  void samplesFollowTheWeights(
      @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 100) Integer> weights,
      @ForAll long seed) {
    Sampler sampler = Sampler.weighted(weights.stream().mapToDouble(w -> w).toArray());
    SplittableRandom random = new SplittableRandom(seed);
    int draws = 20_000;
    int[] counts = new int[weights.size()];
    IntStream.range(0, draws).forEach(i -> counts[sampler.draw(random)]++);
    double total = weights.stream().mapToInt(w -> w).sum();
    for (int i = 0; i < counts.length; i++) {
      double share = weights.get(i) / total;
      double deviation = Math.sqrt(draws * share * (1 - share));
      assertThat((double) counts[i]).isCloseTo(draws * share, within(5.5 * deviation + 1));
    }
  }

  // --- latency average

  @Test
  void theAverageJumpsUpAndDecaysDown() {
    LatencyAverage average = new LatencyAverage();
    long second = 1_000_000_000L;
    assertThat(average.at(0)).isZero();
    average.record(1_000_000, 0);
    assertThat(average.stored()).isEqualTo(1_000_000);
    average.record(9_000_000, 0);
    assertThat(average.stored()).isEqualTo(9_000_000);
    assertThat(average.at(10 * second)).isCloseTo(9_000_000 / Math.E, within(10_000.0));
    average.record(1_000_000, 10 * second);
    assertThat(average.stored()).isCloseTo(1e6 + 8e6 / Math.E, within(10_000.0));
    average.record(0, 10 * second);
    assertThat(average.stored()).isCloseTo(1e6 + 8e6 / Math.E, within(10_000.0));
  }

  @Test
  void theAverageKeepsFractionsOfAMillisecond() {
    LatencyAverage average = new LatencyAverage();
    average.record(137_000, 5);
    assertThat(average.stored()).isEqualTo(137_000);
  }

  @Test
  void clocksThatCrossAreNotTakenForDays() {
    LatencyAverage average = new LatencyAverage();
    average.record(1_000_000, 2_000_000_000L);
    assertThat(average.at(1_999_000_000L)).isEqualTo(1_000_000);
  }

  // --- adaptive shares

  @Test
  void sharesStayWithinTheirBoundsAndComeBack() {
    Totals fast = new Totals(100, 0, 100, 100 * 1_000_000L);
    Totals slow = new Totals(100, 0, 100, 100 * 1_000_000_000L);
    Totals failing = new Totals(0, 100, 100, 100 * 1_000_000L);
    Totals silent = Totals.NONE;
    double[] shares = {1, 1, 1, 1, 1};
    for (int i = 0; i < 100; i++) {
      shares = AdaptiveShares.next(shares, new Totals[] {fast, fast, slow, failing, silent});
    }
    assertThat(shares[0]).isCloseTo(1, within(0.01));
    assertThat(shares[2]).isCloseTo(AdaptiveShares.LEAST, within(0.01));
    assertThat(shares[3]).isCloseTo(AdaptiveShares.LEAST, within(0.01));
    assertThat(shares[4]).isCloseTo(1, within(0.01));
    for (int i = 0; i < 500; i++) {
      shares = AdaptiveShares.next(shares, new Totals[] {fast, fast, silent, fast, fast});
    }
    assertThat(shares[2]).isCloseTo(1, within(0.01));
    assertThat(shares[3]).isCloseTo(1, within(0.01));
  }

  // --- sticky cookie

  private static final byte[] KEY = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  @Test
  void aCookieNamesItsBackendAndNothingElse() {
    Pool pool = new TestPool().even(3).build();
    StickyCookie cookie = new StickyCookie("pool", KEY);
    Backend backend = pool.backends().get(1);
    String value = cookie.value(backend, pool.backends()).orElseThrow();
    assertThat(value).hasSize(32).matches("[A-Za-z0-9_-]+").doesNotContain("b:1");
    assertThat(cookie.backend(value, pool.backends())).containsSame(backend);
    // the same in another process with the same key
    assertThat(new StickyCookie("pool", KEY).value(backend, pool.backends())).contains(value);
    assertThat(new StickyCookie("other", KEY).backend(value, pool.backends())).isEmpty();
    byte[] otherKey = "fedcba9876543210".getBytes(StandardCharsets.US_ASCII);
    assertThat(new StickyCookie("pool", otherKey).backend(value, pool.backends())).isEmpty();
  }

  @Test
  void whatWasNotMadeHereNamesNobody() {
    Pool pool = new TestPool().even(3).build();
    StickyCookie cookie = new StickyCookie("pool", KEY);
    String value = cookie.value(pool.backends().get(1), pool.backends()).orElseThrow();
    for (int i = 0; i < value.length(); i++) {
      char other = value.charAt(i) == 'A' ? 'B' : 'A';
      String forged = value.substring(0, i) + other + value.substring(i + 1);
      assertThat(cookie.backend(forged, pool.backends())).isEmpty();
    }
    for (String nonsense : List.of("", "x", value + "A", "=".repeat(32), "é".repeat(32))) {
      assertThat(cookie.backend(nonsense, pool.backends())).isEmpty();
    }
  }

  @Test
  void aCookieOutlivesChangesButNotItsBackend() {
    Pool pool = new TestPool().even(3).build();
    StickyCookie cookie = new StickyCookie("pool", KEY);
    Backend backend = pool.backends().get(1);
    String value = cookie.value(backend, pool.backends()).orElseThrow();
    pool.remove(address(0));
    assertThat(cookie.backend(value, pool.backends())).containsSame(backend);
    pool.remove(address(1));
    assertThat(cookie.backend(value, pool.backends())).isEmpty();
    assertThat(cookie.value(backend, pool.backends())).isEmpty();
  }

  @Test
  void aShortKeyIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new StickyCookie("pool", new byte[15]));
  }

  // --- split and mirror

  @Test
  void aSplitFollowsItsWeights() {
    Split<String> split =
        new Split<>(
            List.of(
                new Split.Part<>("old", 90),
                new Split.Part<>("new", 10),
                new Split.Part<>("no", 0)),
            new SplittableRandom(3));
    List<String> drawn = IntStream.range(0, 10_000).mapToObj(i -> split.choose()).toList();
    assertThat(drawn).doesNotContain("no");
    assertThat(drawn.stream().filter("new"::equals).count()).isBetween(900L, 1_100L);
    long hash = HashKeys.hash("user");
    assertThat(IntStream.range(0, 10).mapToObj(i -> split.choose(hash)).distinct()).hasSize(1);
    long byKey =
        IntStream.range(0, 10_000)
            .filter(i -> split.choose(HashKeys.hash("user" + i)).equals("new"))
            .count();
    assertThat(byKey).isBetween(900L, 1_100L);
  }

  @Test
  void aSplitNeedsAWeight() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Split<>(List.of(new Split.Part<>("x", 0)), new SplittableRandom(1)));
  }

  @Test
  void aMirrorCopiesItsShare() {
    Mirror tenth = new Mirror(0.1, new SplittableRandom(1));
    assertThat(IntStream.range(0, 10_000).filter(i -> tenth.copies()).count())
        .isBetween(900L, 1_100L);
    assertThat(new Mirror(0, new SplittableRandom(1)).copies()).isFalse();
    assertThat(new Mirror(1, new SplittableRandom(1)).copies()).isTrue();
  }

  // --- virtual time, which the other tests trust

  @Test
  void virtualTimeRunsTasksAtTheirMoment() {
    VirtualTime time = new VirtualTime();
    long start = time.nanos();
    long[] ran = new long[2];
    time.schedule(100, () -> ran[0] = time.nanos());
    time.schedule(50, () -> time.schedule(20, () -> ran[1] = time.nanos()));
    time.schedule(60, () -> ran[1] = -1).cancel();
    time.advance(Duration.ofNanos(99));
    assertThat(ran).containsExactly(0, start + 70);
    time.advance(1);
    assertThat(ran[0]).isEqualTo(start + 100);
  }
}
