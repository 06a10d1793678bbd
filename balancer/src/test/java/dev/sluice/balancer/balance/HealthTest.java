package dev.sluice.balancer.balance;

import static dev.sluice.balancer.balance.TestPool.address;
import static dev.sluice.balancer.balance.TestPool.hosts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.HealthConfig;
import dev.sluice.balancer.config.PoolConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class HealthTest {

  private static final Duration NANO = Duration.ofNanos(1);
  private static final HealthConfig EVERY_5_S =
      new HealthConfig(Optional.empty(), Duration.ofSeconds(5), 0, Duration.ofSeconds(1), 2, 3);

  /** Answers at once, unless told to keep silent. */
  private static final class ScriptedProbe implements Probe {

    final Set<String> failing = new HashSet<>();
    final Set<String> silent = new HashSet<>();
    final List<String> asked = new ArrayList<>();
    final List<Duration> timeouts = new ArrayList<>();
    final List<Consumer<Result>> unanswered = new ArrayList<>();

    @Override
    public void check(Backend backend, Duration timeout, Consumer<Result> done) {
      String host = backend.address().host();
      asked.add(host);
      timeouts.add(timeout);
      if (silent.contains(host)) {
        unanswered.add(done);
      } else {
        done.accept(failing.contains(host) ? Result.failed("refused") : Result.passed());
      }
    }
  }

  private final ScriptedProbe probe = new ScriptedProbe();
  private final TestPool test = new TestPool().even(2).health(EVERY_5_S, probe);

  private List<String> states(Pool pool) {
    return pool.backends().stream().map(b -> b.state().id()).toList();
  }

  @Test
  void theFirstResultDecidesAlone() {
    probe.failing.add("b");
    Pool pool = test.build();
    assertThat(states(pool)).containsExactly("up", "down");
    assertThat(pool.backends().get(1).why()).isEqualTo("refused");
    assertThat(hosts(pool, 3)).isEqualTo("aaa");
  }

  @Test
  void goesDownAfterFallFailuresAndUpAfterRiseSuccesses() {
    Pool pool = test.build();
    probe.failing.add("b");
    test.time.advance(Duration.ofSeconds(15).minus(NANO));
    assertThat(states(pool)).containsExactly("up", "up");
    test.time.advance(NANO);
    assertThat(states(pool)).containsExactly("up", "down");
    probe.failing.clear();
    test.time.advance(Duration.ofSeconds(10).minus(NANO));
    assertThat(states(pool)).containsExactly("up", "down");
    test.time.advance(NANO);
    assertThat(states(pool)).containsExactly("up", "up");
    assertThat(test.news).endsWith("b:1 up -> down", "b:1 down -> up");
  }

  @Test
  void aSuccessInBetweenStartsTheCountAnew() {
    Pool pool = test.build();
    for (int i = 0; i < 3; i++) {
      probe.failing.add("b");
      test.time.advance(Duration.ofSeconds(10));
      probe.failing.clear();
      test.time.advance(Duration.ofSeconds(5));
    }
    assertThat(states(pool)).containsExactly("up", "up");
  }

  @Test
  void anAnswerThatDoesNotComeIsAFailureAtTheTimeout() {
    Pool pool = test.build();
    HealthConfig strict =
        new HealthConfig(Optional.empty(), Duration.ofSeconds(5), 0, Duration.ofSeconds(1), 1, 1);
    pool.update(new TestPool().even(2).health(strict, probe).config());
    probe.silent.add("b");
    probe.asked.clear();
    test.time.advance(Duration.ofSeconds(6).minus(NANO));
    assertThat(states(pool)).containsExactly("up", "up");
    test.time.advance(NANO);
    assertThat(states(pool)).containsExactly("up", "down");
    assertThat(pool.backends().get(1).why()).isEqualTo("timeout");
    // too late to count, and the next check is under way as usual
    probe.unanswered.get(0).accept(Probe.Result.passed());
    assertThat(states(pool)).containsExactly("up", "down");
    test.time.advance(Duration.ofSeconds(4).minus(NANO));
    // Both are due at once, in either order.
    assertThat(probe.asked).containsExactlyInAnyOrder("a", "b");
    test.time.advance(NANO);
    assertThat(probe.asked).containsExactlyInAnyOrder("a", "b", "a", "b");
  }

  @Test
  void theFirstCheckMayTakeTheWholeInterval() {
    probe.silent.addAll(List.of("a", "b"));
    Pool pool = test.build();
    test.time.advance(Duration.ofSeconds(5).minus(NANO));
    assertThat(states(pool)).containsExactly("starting", "starting");
    probe.unanswered.get(0).accept(Probe.Result.passed());
    assertThat(states(pool)).containsExactly("up", "starting");
    test.time.advance(NANO);
    assertThat(states(pool)).containsExactly("up", "down");
    assertThat(pool.backends().get(1).why()).isEqualTo("timeout");
    assertThat(test.news).endsWith("a:1 starting -> up", "b:1 starting -> down");
    assertThat(test.changes).hasSize(2);
    // the next ones are due at once
    Duration first = Duration.ofSeconds(5);
    Duration later = Duration.ofSeconds(1);
    assertThat(probe.timeouts).containsExactly(first, first, later, later);
  }

  @Test
  void aNewPoolWaitsForResultsButNotLongerThanAnInterval() {
    HealthConfig patient =
        new HealthConfig(Optional.empty(), Duration.ofSeconds(5), 0, Duration.ofSeconds(60), 2, 3);
    probe.silent.addAll(List.of("a", "b"));
    Pool pool = test.health(patient, probe).build();
    test.time.advance(Duration.ofSeconds(5).minus(NANO));
    assertThat(pool.choose(new Attempts())).isEqualTo(Refusal.ALL_BACKENDS_DOWN);
    test.time.advance(NANO);
    assertThat(hosts(pool, 2)).isEqualTo("ab");
  }

  @Test
  void requestsWaitInTheQueueForTheFirstResult() {
    probe.silent.addAll(List.of("a", "b"));
    Pool pool = test.build();
    RecordingWaiter waiter = new RecordingWaiter();
    assertThat(pool.acquire(new Attempts(), waiter)).isInstanceOf(Place.class);
    probe.unanswered.get(1).accept(Probe.Result.passed());
    assertThat(waiter.leases)
        .singleElement()
        .extracting(l -> l.backend().address())
        .isEqualTo(address(1));
  }

  @Test
  void aNewMemberOfARunningPoolWaitsForItsFirstResult() {
    Pool pool = test.build();
    probe.silent.add("c");
    pool.update(new TestPool().even(3).health(EVERY_5_S, probe).config());
    assertThat(states(pool)).containsExactly("up", "up", "starting");
    assertThat(hosts(pool, 4)).doesNotContain("c");
    probe.unanswered.get(0).accept(Probe.Result.passed());
    assertThat(hosts(pool, 4)).contains("c");
  }

  @Test
  void intervalsAreJittered() {
    HealthConfig jittered =
        new HealthConfig(
            Optional.empty(), Duration.ofSeconds(10), 0.2, Duration.ofSeconds(1), 2, 3);
    TestPool other = new TestPool().even(100).health(jittered, probe);
    other.build();
    other.time.advance(Duration.ofSeconds(8).minus(NANO));
    assertThat(probe.asked).hasSize(100);
    other.time.advance(Duration.ofSeconds(2));
    assertThat(probe.asked).hasSizeBetween(130, 170);
    other.time.advance(Duration.ofSeconds(2));
    assertThat(probe.asked).hasSize(200);
  }

  @Test
  void underMaintenanceNothingIsCheckedAndAfterwardsEverythingIsNew() {
    Pool pool = test.build();
    pool.setIntent(address(1), Intent.MAINTENANCE);
    probe.asked.clear();
    probe.silent.add("b");
    test.time.advance(Duration.ofSeconds(20));
    assertThat(probe.asked).containsOnly("a");
    pool.setIntent(address(1), Intent.READY);
    assertThat(states(pool)).containsExactly("up", "starting");
    probe.unanswered.get(0).accept(Probe.Result.failed("not yet"));
    assertThat(states(pool)).containsExactly("up", "down");
  }

  @Test
  void aDrainingOneIsStillCheckedAndNeverComesBackByItself() {
    Pool pool = test.build();
    pool.setIntent(address(1), Intent.DRAIN);
    probe.failing.add("b");
    test.time.advance(Duration.ofSeconds(15));
    probe.failing.clear();
    test.time.advance(Duration.ofSeconds(15));
    assertThat(states(pool)).containsExactly("up", "draining");
    assertThat(hosts(pool, 4)).isEqualTo("aaaa");
  }

  @Test
  void otherSettingsLeaveTheOldVerdictsStanding() {
    probe.failing.add("b");
    Pool pool = test.build();
    probe.silent.addAll(List.of("a", "b"));
    HealthConfig faster =
        new HealthConfig(Optional.empty(), Duration.ofSeconds(2), 0, Duration.ofSeconds(1), 1, 1);
    pool.update(new TestPool().even(2).health(faster, probe).config());
    assertThat(states(pool)).containsExactly("up", "down");
    probe.silent.clear();
    probe.failing.clear();
    test.time.advance(Duration.ofSeconds(4));
    assertThat(states(pool)).containsExactly("up", "up");
  }

  @Test
  void withoutChecksNobodyStaysDown() {
    probe.failing.add("b");
    Pool pool = test.build();
    PoolConfig unchecked = new TestPool().even(2).config();
    pool.update(unchecked);
    assertThat(states(pool)).containsExactly("up", "up");
    int before = probe.asked.size();
    test.time.advance(Duration.ofMinutes(1));
    assertThat(probe.asked).hasSize(before);
  }

  @Test
  void checksThatBeginLaterNeedFallFailuresToo() {
    TestPool unchecked = new TestPool().even(2).probe(probe);
    Pool pool = unchecked.build();
    probe.failing.add("b");
    pool.update(new TestPool().even(2).health(EVERY_5_S, probe).config());
    assertThat(probe.asked).containsExactly("a", "b");
    unchecked.time.advance(Duration.ofSeconds(10).minus(NANO));
    assertThat(states(pool)).containsExactly("up", "up");
    unchecked.time.advance(NANO);
    assertThat(states(pool)).containsExactly("up", "down");
  }

  @Test
  void aProbeThatThrowsIsAFailedCheck() {
    Probe broken =
        (backend, timeout, done) -> {
          throw new IllegalStateException("no file descriptors");
        };
    Pool pool = new TestPool().even(1).health(EVERY_5_S, broken).build();
    assertThat(states(pool)).containsExactly("down");
    assertThat(pool.backends().get(0).why()).contains("no file descriptors");
  }

  @Test
  void closingStopsAllTimers() {
    probe.silent.add("b");
    Pool pool = test.build();
    pool.close();
    probe.asked.clear();
    test.time.advance(Duration.ofMinutes(1));
    assertThat(probe.asked).isEmpty();
    assertThat(test.time.pending()).isZero();
  }
}
