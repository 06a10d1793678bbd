package dev.sluice.balancer.balance;

import static dev.sluice.balancer.balance.TestPool.address;
import static dev.sluice.balancer.balance.TestPool.hosts;
import static dev.sluice.balancer.balance.TestPool.lease;
import static dev.sluice.balancer.balance.TestPool.use;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.Algorithm;
import dev.sluice.balancer.config.BackendConfig;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class PoolChangesTest {

  private static final Address UNKNOWN = new Address("nobody", 1);

  private static boolean done(CompletionStage<Boolean> stage) {
    return stage.toCompletableFuture().join();
  }

  @Test
  void aDrainingOneFinishesWhatItHas() {
    TestPool test = new TestPool().even(2);
    Pool pool = test.build();
    Lease old = lease(pool);
    assertThat(done(pool.setIntent(address(0), Intent.DRAIN))).isTrue();
    assertThat(old.backend().state()).isEqualTo(BackendState.DRAINING);
    assertThat(hosts(pool, 3)).isEqualTo("bbb");
    assertThat(test.news).doesNotContain("a:1 drained");
    old.complete(Outcome.SUCCESS);
    assertThat(test.news).endsWith("a:1 up -> draining", "a:1 drained");
    assertThat(pool.backends()).hasSize(2);
    assertThat(old.backend().state()).isEqualTo(BackendState.DRAINING);
    pool.setIntent(address(0), Intent.READY);
    assertThat(hosts(pool, 4)).contains("a");
  }

  @Test
  void whatIsIdleIsDrainedAtOnce() {
    TestPool test = new TestPool().even(2);
    test.build().setIntent(address(0), Intent.DRAIN);
    assertThat(test.news).endsWith("a:1 up -> draining", "a:1 drained");
  }

  @Test
  void ordersToTheSameIntentChangeNothing() {
    TestPool test = new TestPool().even(2);
    Pool pool = test.build();
    int before = test.news.size();
    assertThat(done(pool.setIntent(address(0), Intent.READY))).isTrue();
    assertThat(test.news).hasSize(before);
  }

  @Test
  void nobodyOfThatAddress() {
    Pool pool = new TestPool().even(1).build();
    assertThat(done(pool.setIntent(UNKNOWN, Intent.DRAIN))).isFalse();
    assertThat(done(pool.setWeight(UNKNOWN, 3))).isFalse();
    assertThat(done(pool.remove(UNKNOWN))).isFalse();
    assertThat(pool.backend(UNKNOWN)).isEmpty();
    assertThat(pool.backend(address(0))).containsSame(pool.backends().get(0));
  }

  @Test
  void aRemovedOneGoesOnceItsLastLeaseHasEnded() {
    TestPool test = new TestPool().even(2);
    Pool pool = test.build();
    Lease one = lease(pool, new Attempts().prefer(pool.backends().get(0)));
    Lease two = lease(pool, new Attempts().prefer(pool.backends().get(0)));
    assertThat(done(pool.remove(address(0)))).isTrue();
    one.complete(Outcome.SUCCESS);
    assertThat(pool.backends()).hasSize(2);
    assertThat(hosts(pool, 2)).isEqualTo("bb");
    two.complete(Outcome.CANCELLED);
    assertThat(pool.backends()).extracting(Backend::toString).containsExactly("b:1");
    assertThat(test.news).endsWith("a:1 drained", "a:1 removed");
  }

  @Test
  void oneThatIsWantedAgainBeforeItLeftStays() {
    TestPool test = new TestPool().even(2);
    Pool pool = test.build();
    Backend a = pool.backends().get(0);
    Lease lease = lease(pool);
    pool.remove(address(0));
    assertThat(done(pool.add(new BackendConfig(address(0), 1)))).isTrue();
    lease.complete(Outcome.SUCCESS);
    assertThat(pool.backends().get(0)).isSameAs(a);
    assertThat(a.state()).isEqualTo(BackendState.UP);
    assertThat(a.view().figures().requests()).isEqualTo(1);
  }

  @Test
  void addsOnceOnly() {
    TestPool test = new TestPool().even(1);
    Pool pool = test.build();
    assertThat(done(pool.add(new BackendConfig(address(1), 1)))).isTrue();
    assertThat(done(pool.add(new BackendConfig(address(1), 7)))).isFalse();
    assertThat(hosts(pool, 2)).contains("a", "b");
    assertThat(pool.backends().get(1).weight()).isEqualTo(1);
    assertThat(test.news).containsSubsequence("b:1 added", "b:1 starting -> up");
  }

  @Test
  void aWeightTakesEffectAtOnce() {
    Pool pool = new TestPool().algorithm(Algorithm.WEIGHTED_ROUND_ROBIN).even(3).build();
    assertThat(done(pool.setWeight(address(0), 5))).isTrue();
    assertThat(hosts(pool, 7)).isEqualTo("aabacaa");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pool.setWeight(address(0), 0))
        .withMessage("weight 0; allowed: 1 to 65535");
  }

  @Test
  void aReloadKeepsWhoStaysWithAllThatIsKnown() {
    TestPool test = new TestPool().even(3);
    Pool pool = test.build();
    Backend b = pool.backends().get(1);
    Lease held = lease(pool, new Attempts().prefer(b));
    pool.setIntent(address(2), Intent.MAINTENANCE);
    use(pool, Outcome.RESET);
    pool.update(new TestPool().algorithm(Algorithm.RANDOM).even(4).config());
    assertThat(pool.algorithm()).isEqualTo(Algorithm.RANDOM);
    assertThat(pool.backends()).hasSize(4);
    assertThat(pool.backends().get(1)).isSameAs(b);
    assertThat(b.active()).isEqualTo(1);
    assertThat(pool.backends().get(2).state()).isEqualTo(BackendState.MAINTENANCE);
    assertThat(pool.view().get(0).figures().failures()).isEqualTo(1);
    held.complete(Outcome.SUCCESS);
    assertThat(pool.active()).isZero();
  }

  @Test
  void aReloadDropsWhoIsGoneAfterItsLeases() {
    Pool pool = new TestPool().even(3).build();
    Lease onB = lease(pool, new Attempts().prefer(pool.backends().get(1)));
    pool.update(new TestPool().even(1).config());
    assertThat(pool.backends()).extracting(Backend::toString).containsExactly("a:1", "b:1");
    assertThat(hosts(pool, 2)).isEqualTo("aa");
    onB.complete(Outcome.SUCCESS);
    assertThat(pool.backends()).extracting(Backend::toString).containsExactly("a:1");
  }

  @Test
  void aWeightOfTheOperatorStandsUntilTheFileSaysSomethingNew() {
    Pool pool = new TestPool().weights(1, 1).build();
    pool.setWeight(address(0), 9);
    pool.update(new TestPool().weights(1, 2).config());
    assertThat(pool.backends()).extracting(Backend::weight).containsExactly(9, 2);
    pool.update(new TestPool().weights(3, 2).config());
    assertThat(pool.backends()).extracting(Backend::weight).containsExactly(3, 2);
  }

  @Test
  void aListenerThatThrowsOrCallsBackBreaksNothing() {
    TestPool test = new TestPool().even(3);
    List<Pool> itself = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    PoolListener nasty =
        new PoolListener() {
          @Override
          public void stateChanged(StateChange change) {
            seen.add(change.backend() + " " + change.to().id());
            if (change.to() == BackendState.DRAINING && !itself.isEmpty()) {
              itself.get(0).setIntent(address(1), Intent.MAINTENANCE);
            }
            throw new IllegalStateException("on purpose");
          }
        };
    PoolContext context =
        new PoolContext(
            test.time,
            test.time,
            new java.util.SplittableRandom(1),
            Runnable::run,
            (b, t, d) -> {},
            nasty);
    Pool pool = new Pool(test.config(), context);
    itself.add(pool);
    pool.setIntent(address(0), Intent.DRAIN);
    assertThat(seen).endsWith("a:1 draining", "b:1 maintenance");
    assertThat(hosts(pool, 3)).isEqualTo("ccc");
  }

  @Test
  void changesRunOnTheControlExecutorAndPicksNeverWaitForIt() {
    Queue<Runnable> control = new ArrayDeque<>();
    Pool pool = new TestPool().even(2).build(control::add);
    assertThat(hosts(pool, 2)).isEqualTo("ab");
    CompletionStage<Boolean> change = pool.setIntent(address(0), Intent.DRAIN);
    assertThat(change.toCompletableFuture()).isNotDone();
    assertThat(hosts(pool, 2)).isEqualTo("ab");
    control.remove().run();
    assertThat(change.toCompletableFuture()).isCompletedWithValue(true);
    assertThat(hosts(pool, 2)).isEqualTo("bb");
  }

  @Test
  void aViewShowsWhatAnOperatorAsksFor() {
    TestPool test = new TestPool().weights(4);
    Pool pool = test.build();
    Lease answered = lease(pool);
    test.time.advance(Duration.ofMillis(20));
    answered.responded();
    test.time.advance(Duration.ofMillis(20));
    answered.responded();
    answered.complete(Outcome.SUCCESS);
    answered.complete(Outcome.RESET);
    lease(pool);
    BackendView view = pool.view().get(0);
    assertThat(view.address()).isEqualTo(address(0));
    assertThat(view.state()).isEqualTo(BackendState.UP);
    assertThat(view.why()).isEqualTo("not checked");
    assertThat(view.weight()).isEqualTo(4);
    assertThat(view.active()).isEqualTo(1);
    assertThat(view.figures().requests()).isEqualTo(1);
    assertThat(view.figures().failures()).isZero();
    assertThat(view.figures().latencyNanos()).isEqualTo(20_000_000L);
    assertThat(pool.active()).isEqualTo(1);
    assertThat(pool.name()).isEqualTo("pool");
  }

  @Test
  void largePoolsRebuildOnceForManyChangesButNeverUseWhatWentDown() {
    TestPool test = new TestPool().even(2_000);
    Pool pool = test.build();
    List<Backend> before = pool.backends();
    for (int i = 0; i < 1_999; i++) {
      pool.setIntent(address(i), Intent.MAINTENANCE);
      assertThat(pool.backends()).isSameAs(before);
    }
    Backend last = before.get(1_999);
    assertThat(lease(pool).backend()).isSameAs(last);
    test.time.advance(Duration.ofMillis(10));
    assertThat(pool.backends()).isNotSameAs(before);
    assertThat(lease(pool).backend()).isSameAs(last);
  }
}
