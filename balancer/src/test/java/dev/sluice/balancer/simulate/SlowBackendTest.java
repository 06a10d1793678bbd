package dev.sluice.balancer.simulate;

import static dev.sluice.balancer.simulate.Scenarios.backend;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.balancer.config.Algorithm;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One backend ten times slower than the others. */
class SlowBackendTest {

  private static long p99(Scenarios scenario, Algorithm algorithm) {
    return scenario.requests(40_000).run(algorithm).latencies().percentile(99);
  }

  // The tails of measured latencies are long: here p99 is 18 times the median.
  private static Scenarios threeFast() {
    BackendModel fast = backend("5ms~10ms", 16);
    return Scenarios.of(fast, fast, fast).arriving("6000/s");
  }

  private static Scenarios threeFastOneSlow() {
    BackendModel fast = backend("5ms~10ms", 16);
    return Scenarios.of(fast, fast, fast, backend("50ms~100ms", 16)).arriving("6000/s");
  }

  @ParameterizedTest
  @EnumSource(names = {"LEAST_LATENCY", "POWER_OF_TWO", "LEAST_CONNECTIONS"})
  void isAvoided(Algorithm algorithm) {
    assertThat(p99(threeFastOneSlow(), algorithm))
        .isLessThanOrEqualTo(2 * p99(threeFast(), algorithm));
  }

  // Here a share of one in a hundred is enough to make p99 that of the slow backend.
  @ParameterizedTest
  @EnumSource(names = {"LEAST_LATENCY", "POWER_OF_TWO"})
  void isAvoidedWhereTailsAreShort(Algorithm algorithm) {
    BackendModel fast = backend("20ms~3ms", 1_000);
    BackendModel slow = backend("200ms~30ms", 1_000);
    long without = p99(Scenarios.of(fast, fast, fast).arriving("250/s"), algorithm);
    assertThat(p99(Scenarios.of(fast, fast, fast, slow).arriving("250/s"), algorithm))
        .isLessThanOrEqualTo(2 * without);
  }

  @ParameterizedTest
  @EnumSource(names = {"ROUND_ROBIN", "RANDOM", "IP_HASH"})
  void hurtsWhereNobodyLooks(Algorithm algorithm) {
    long best = p99(threeFastOneSlow(), Algorithm.LEAST_LATENCY);
    assertThat(p99(threeFastOneSlow(), algorithm)).isGreaterThan(20 * best);
  }

  @ParameterizedTest
  @EnumSource(names = {"LEAST_LATENCY", "POWER_OF_TWO"})
  void isAvoidedAmongTwentyWhateverTheTail(Algorithm algorithm) {
    BackendModel[] fast = new BackendModel[19];
    Arrays.fill(fast, backend("exp:5ms", 16));
    BackendModel[] all = Arrays.copyOf(fast, 20);
    all[19] = backend("exp:50ms", 16);
    long without = p99(Scenarios.of(fast).arriving("20000/s"), algorithm);
    assertThat(p99(Scenarios.of(all).arriving("20000/s"), algorithm))
        .isLessThanOrEqualTo(2 * without);
  }

  // Equal numbers in flight give a backend a share that goes with its speed: 1 of 31. Where that
  // is more than one in a hundred, and tails are short, p99 is that of the slow backend.
  @Test
  void getsAShareByItsSpeedFromThoseThatCountConnections() {
    Result result = threeFastOneSlow().requests(40_000).run(Algorithm.LEAST_CONNECTIONS);
    assertThat(result.backends().get(3).share()).isCloseTo(1.0 / 31, within(0.01));
  }
}
