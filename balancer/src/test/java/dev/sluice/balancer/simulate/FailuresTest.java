package dev.sluice.balancer.simulate;

import static dev.sluice.balancer.simulate.Scenarios.address;
import static dev.sluice.balancer.simulate.Scenarios.backend;
import static dev.sluice.balancer.simulate.Scenarios.down;
import static dev.sluice.balancer.simulate.Scenarios.failing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.balancer.balance.BackendState;
import dev.sluice.balancer.config.AffinityConfig;
import dev.sluice.balancer.config.Algorithm;
import dev.sluice.balancer.config.FailureKind;
import dev.sluice.balancer.config.HealthConfig;
import dev.sluice.balancer.config.OutlierConfig;
import dev.sluice.balancer.config.PoolPolicy;
import dev.sluice.balancer.config.QueueConfig;
import dev.sluice.balancer.config.StatusRange;
import dev.sluice.balancer.simulate.Result.BackendFigures;
import dev.sluice.balancer.simulate.Result.Change;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FailuresTest {

  private static final BackendModel GOOD = backend("5ms", 16);

  private static PoolPolicy unwatched(QueueConfig queue) {
    return new PoolPolicy(
        0, Duration.ZERO, Optional.empty(), OutlierConfig.OFF, queue, AffinityConfig.DEFAULT);
  }

  private static PoolPolicy checked(Optional<HealthConfig.Http> http) {
    HealthConfig health =
        new HealthConfig(http, Duration.ofSeconds(1), 0, Duration.ofMillis(500), 2, 3);
    return new PoolPolicy(
        0,
        Duration.ZERO,
        Optional.of(health),
        OutlierConfig.OFF,
        QueueConfig.DEFAULT,
        AffinityConfig.DEFAULT);
  }

  @Test
  void aFailingBackendIsEjectedAndGetsLess() {
    Scenarios scenario = Scenarios.of(GOOD, GOOD, failing("5ms", "0.5"));
    Result watched = scenario.run(Algorithm.ROUND_ROBIN);
    Result unwatched = scenario.policy(unwatched(QueueConfig.DEFAULT)).run(Algorithm.ROUND_ROBIN);
    BackendFigures bad = watched.backends().get(2);
    assertThat(bad.ejections()).isPositive();
    assertThat(watched.ejections()).isEqualTo(bad.ejections());
    assertThat(bad.share()).isLessThan(0.1);
    assertThat(unwatched.backends().get(2).share()).isCloseTo(1.0 / 3, within(1e-3));
    assertThat(unwatched.ejections()).isZero();
    assertThat(watched.counts().failed() * 3).isLessThan(unwatched.counts().failed());
    assertThat(watched.changes())
        .anySatisfy(
            change -> {
              assertThat(change.backend()).isEqualTo(address(3));
              assertThat(change.to()).isEqualTo(BackendState.EJECTED);
              assertThat(change.why()).contains("failures in a row, last: 5xx");
            });
  }

  @Test
  void failuresComeAsOftenAsTheyShould() {
    Result result =
        Scenarios.of(failing("5ms", "0.3"))
            .policy(unwatched(QueueConfig.DEFAULT))
            .run(Algorithm.RANDOM);
    assertThat(result.counts().errors().keySet()).containsExactly("5xx");
    assertThat(result.counts().failed()).isBetween(5_700L, 6_300L);
    assertThat(result.counts().retries()).isZero();
  }

  @Test
  void quickFailuresLureThoseThatCountConnections() {
    Scenarios quick =
        Scenarios.of(GOOD, failing("5ms", "1@const:1ms"))
            .policy(unwatched(QueueConfig.DEFAULT))
            .arriving("4000/s");
    assertThat(quick.run(Algorithm.LEAST_CONNECTIONS).backends().get(1).share())
        .isGreaterThan(0.65);
    assertThat(quick.run(Algorithm.LEAST_LATENCY).backends().get(1).share()).isLessThan(0.5);
  }

  @Test
  void retriesGoToAnotherBackend() {
    Scenarios scenario =
        Scenarios.of(GOOD, failing("5ms", "1")).policy(unwatched(QueueConfig.DEFAULT));
    Result without = scenario.requests(100).run(Algorithm.ROUND_ROBIN);
    assertThat(without.counts().errors()).isEqualTo(Map.of("5xx", 50L));
    Result with =
        scenario
            .requests(60)
            .retrying(Scenarios.retrying(2, Duration.ZERO, FailureKind.SERVER_ERROR))
            .run(Algorithm.ROUND_ROBIN);
    assertThat(with.counts().errors()).isEmpty();
    assertThat(with.counts().answered()).isEqualTo(60);
    assertThat(with.counts().retries()).isBetween(20L, 40L);
    assertThat(with.backends().get(0).answered()).isEqualTo(60);
  }

  @Test
  void anOutageCostsNothingWhileThereIsAnother() {
    Result result = Scenarios.of(GOOD, GOOD, down("5ms", "2s..6s")).run(Algorithm.ROUND_ROBIN);
    assertThat(result.counts().errors()).isEmpty();
    assertThat(result.counts().retries()).isPositive();
    Change first =
        result.changes().stream()
            .filter(c -> c.to() == BackendState.EJECTED)
            .findFirst()
            .orElseThrow();
    assertThat(first.atNanos() / 1e9).isBetween(2.0, 2.1);
    assertThat(first.why()).startsWith("5 failures in a row, last: connect-failure");
  }

  @Test
  void aLoneBackendThatIsDownIsAnErrorOfItsOwnKind() {
    Result result =
        Scenarios.of(down("5ms", "0s..5s"))
            .arriving("100/s,constant")
            .requests(1_000)
            .run(Algorithm.LEAST_LATENCY);
    assertThat(result.counts().errors()).isEqualTo(Map.of("connect-failure", 499L));
    assertThat(result.counts().answered()).isEqualTo(501);
  }

  @Test
  void timeoutsEndTriesAndAreRetriedWhenAsked() {
    Scenarios slow =
        Scenarios.of(GOOD, backend("const:1s", 16))
            .policy(unwatched(QueueConfig.DEFAULT))
            .arriving("10/s,constant")
            .requests(40);
    Duration limit = Duration.ofMillis(200);
    Result without =
        slow.retrying(Scenarios.retrying(2, limit, FailureKind.CONNECT_FAILURE))
            .run(Algorithm.ROUND_ROBIN);
    assertThat(without.counts().errors()).isEqualTo(Map.of("timeout", 20L));
    Result with =
        slow.retrying(Scenarios.retrying(2, limit, FailureKind.TIMEOUT)).run(Algorithm.ROUND_ROBIN);
    assertThat(with.counts().errors()).isEmpty();
    assertThat(with.latencies().max()).isBetween(200_000_000L, 300_000_000L);
  }

  @Test
  void theQueueOfThePoolFillsUpAndIsLeftInTime() {
    Scenarios scenario =
        Scenarios.of(backend("const:100ms", 16)).arriving("1000/s,constant").requests(100);
    Scenario small =
        scenario.policy(unwatched(new QueueConfig(2, Duration.ofSeconds(5)))).build("small", 1);
    Result full = Simulation.run(small, Algorithm.ROUND_ROBIN);
    // One at work, two waiting; the next place is free when the first one is answered.
    assertThat(full.counts().errors()).isEqualTo(Map.of("queue-full", 97L));
    Scenario hasty =
        scenario.policy(unwatched(new QueueConfig(1000, Duration.ofMillis(50)))).build("hasty", 1);
    Result late = Simulation.run(hasty, Algorithm.ROUND_ROBIN);
    assertThat(late.counts().errors().keySet()).containsExactly("queue-timeout");
    assertThat(late.counts().answered()).isEqualTo(2);
  }

  @Test
  void retriesEndWithTheirBudget() {
    Scenarios scenario =
        Scenarios.of(GOOD, down("5ms", "0s..8s")).policy(unwatched(QueueConfig.DEFAULT));
    Result result = scenario.requests(8_000).run(Algorithm.ROUND_ROBIN);
    assertThat(result.counts().retries()).isBetween(1_400L, 1_800L);
    assertThat(result.counts().errors().keySet()).containsExactly("connect-failure");
    assertThat(result.counts().failed()).isGreaterThan(2_000);
  }

  @Test
  void checksFindOutagesAndTheirEnd() {
    Result result =
        Scenarios.of(GOOD, down("5ms", "3s..8s"))
            .policy(checked(Optional.empty()))
            .retrying(Scenarios.retrying(2, Duration.ZERO, FailureKind.CONNECT_FAILURE))
            .run(Algorithm.ROUND_ROBIN);
    assertThat(result.changes())
        .filteredOn(c -> c.backend().equals(address(2)))
        .extracting(Change::to)
        .containsExactly(BackendState.UP, BackendState.DOWN, BackendState.UP);
    assertThat(result.counts().errors()).isEmpty();
  }

  @Test
  void checksByRequestFailAsRequestsDo() {
    HealthConfig.Http strict =
        new HealthConfig.Http(
            "GET", "/", Optional.empty(), List.of(new StatusRange(200, 299)), Optional.empty());
    HealthConfig.Http lax =
        new HealthConfig.Http(
            "GET", "/", Optional.empty(), List.of(new StatusRange(200, 599)), Optional.empty());
    Scenarios scenario = Scenarios.of(GOOD, failing("5ms", "1"));
    Result down = scenario.policy(checked(Optional.of(strict))).run(Algorithm.ROUND_ROBIN);
    assertThat(down.changes())
        .anySatisfy(
            change -> {
              assertThat(change.to()).isEqualTo(BackendState.DOWN);
              assertThat(change.why()).isEqualTo("status 500");
            });
    Result up = scenario.policy(checked(Optional.of(lax))).run(Algorithm.ROUND_ROBIN);
    assertThat(up.changes()).extracting(Change::to).doesNotContain(BackendState.DOWN);
  }
}
