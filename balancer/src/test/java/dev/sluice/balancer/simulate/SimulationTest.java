package dev.sluice.balancer.simulate;

import static dev.sluice.balancer.simulate.Scenarios.backend;
import static dev.sluice.balancer.simulate.Scenarios.down;
import static dev.sluice.balancer.simulate.Scenarios.failing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.balancer.config.Algorithm;
import dev.sluice.balancer.config.FailureKind;
import dev.sluice.balancer.config.PoolConfig;
import dev.sluice.balancer.config.RetryConfig;
import dev.sluice.balancer.simulate.Result.BackendFigures;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulationTest {

  // Everything that can go wrong at once.
  private static Scenarios troubled() {
    return Scenarios.of(
            backend("5ms", 2),
            failing("5ms", "0.2@1ms"),
            down("20ms~40ms", "2s..4s"),
            backend("const:3ms", 16))
        .requests(10_000)
        .retrying(
            Scenarios.retrying(
                3,
                Duration.ofMillis(80),
                FailureKind.CONNECT_FAILURE,
                FailureKind.TIMEOUT,
                FailureKind.SERVER_ERROR));
  }

  @ParameterizedTest
  @EnumSource
  void everyRequestEndsOnceWhateverTheAlgorithm(Algorithm algorithm) {
    Result result = troubled().run(algorithm);
    Result.Counts counts = result.counts();
    long errors = counts.errors().values().stream().mapToLong(Long::longValue).sum();
    assertThat(counts.requests()).isEqualTo(10_000).isEqualTo(counts.answered() + errors);
    assertThat(counts.failed()).isEqualTo(errors);
    assertThat(result.backends().stream().mapToLong(BackendFigures::answered).sum())
        .isEqualTo(counts.answered());
    assertThat(result.backends().stream().mapToLong(BackendFigures::tries).sum())
        .isEqualTo(counts.requests() + counts.retries());
    assertThat(result.backends().stream().mapToDouble(BackendFigures::share).sum())
        .isCloseTo(1, within(1e-9));
    assertThat(counts.answered()).isGreaterThan(9_000);
    assertThat(counts.retries()).isPositive();
    assertThat(result.latencies().percentile(50)).isPositive();
    assertThat(result.seconds()).isBetween(9.0, 12.0);
  }

  @ParameterizedTest
  @EnumSource
  void theSameSeedGivesTheSameResult(Algorithm algorithm) {
    Result one = troubled().run(algorithm);
    Result other = troubled().run(algorithm);
    assertThat(other).usingRecursiveComparison().isEqualTo(one);
  }

  @Test
  void anotherSeedGivesAnotherResult() {
    Result one = troubled().run(Algorithm.RANDOM);
    Result other = troubled().seed(2).run(Algorithm.RANDOM);
    assertThat(other.latencies().mean()).isNotEqualTo(one.latencies().mean());
  }

  @Test
  void algorithmsMeetTheSameArrivalsAndBackends() {
    Scenarios alone = Scenarios.of(backend("5ms", 4)).requests(5_000);
    Result one = alone.run(Algorithm.ROUND_ROBIN);
    for (Algorithm algorithm : Algorithm.values()) {
      Result other = alone.run(algorithm);
      assertThat(other.latencies()).usingRecursiveComparison().isEqualTo(one.latencies());
    }
  }

  @Test
  void roundRobinIsExact() {
    Result result =
        Scenarios.of(backend("5ms", 16), backend("9ms", 16), backend("1ms", 16))
            .requests(3_000)
            .run(Algorithm.ROUND_ROBIN);
    assertThat(result.backends()).extracting(BackendFigures::tries).containsOnly(1000L);
  }

  @Test
  void hashingKeepsAClientWithItsBackend() {
    Scenario many =
        Scenarios.of(backend("5ms", 16), backend("5ms", 16), backend("5ms", 16)).build();
    Scenario one =
        new Scenario(
            many.pool(),
            new Scenario.Traffic(many.traffic().arrivals(), Length.of(1_000), Clients.parse("1")),
            many.backends(),
            many.retries(),
            1);
    for (Algorithm algorithm : List.of(Algorithm.IP_HASH, Algorithm.MAGLEV)) {
      assertThat(Simulation.run(one, algorithm).backends())
          .extracting(BackendFigures::tries)
          .containsExactlyInAnyOrder(1000L, 0L, 0L);
    }
  }

  @Test
  void endsArrivalsWithTheTimeThatWasGiven() {
    Scenario endless = Scenarios.of(backend("const:1ms", 16)).build();
    Scenario limited =
        new Scenario(
            endless.pool(),
            new Scenario.Traffic(
                Arrivals.parse("100/s,constant"),
                Length.parseTime("2s", Arrivals.parse("100/s")),
                Clients.parse("1")),
            endless.backends(),
            RetryConfig.DEFAULT,
            1);
    Result result = Simulation.run(limited, Algorithm.RANDOM);
    assertThat(result.counts().requests()).isEqualTo(200);
    assertThat(result.seconds()).isCloseTo(2.001, within(1e-6));
  }

  @Test
  void offeredLoadLeavesBackupsOut() {
    Scenario scenario =
        Scenarios.of(backend("10ms", 5), backend("20ms", 10)).arriving("500/s").build();
    assertThat(scenario.offeredLoad()).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void needsBackendsAndAModelForEach() {
    Scenario whole = Scenarios.of(backend("10ms", 5)).build();
    assertThatThrownBy(
            () -> new Scenario(whole.pool(), whole.traffic(), Map.of(), whole.retries(), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no model for the backend a:1");
    PoolConfig empty = whole.pool().withBackends(List.of());
    assertThatThrownBy(() -> new Scenario(empty, whole.traffic(), Map.of(), whole.retries(), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the pool has no backends");
  }
}
