package dev.sluice.balancer.balance;

import static dev.sluice.balancer.balance.TestPool.address;
import static dev.sluice.balancer.balance.TestPool.lease;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class QueueTest {

  private static final Duration NANO = Duration.ofNanos(1);

  private final TestPool test = new TestPool().limited(2, 1).queue(2, Duration.ofSeconds(5));
  private final Pool pool = test.build();
  private final Lease first = lease(pool);
  private final Lease second = lease(pool);
  private final RecordingWaiter waiter = new RecordingWaiter();
  private final RecordingWaiter later = new RecordingWaiter();

  @Test
  void takesWhatIsFreeAtOnce() {
    first.complete(Outcome.SUCCESS);
    assertThat(pool.acquire(new Attempts(), waiter)).isInstanceOf(Lease.class);
    assertThat(pool.waiting()).isZero();
  }

  @Test
  void whoDoesNotWaitIsRefused() {
    assertThat(pool.choose(new Attempts())).isEqualTo(Refusal.ALL_BACKENDS_BUSY);
    assertThat(pool.pick(new Attempts())).isEmpty();
  }

  @Test
  void firstComeFirstServed() {
    pool.acquire(new Attempts(), waiter);
    pool.acquire(new Attempts(), later);
    assertThat(pool.waiting()).isEqualTo(2);
    second.complete(Outcome.SUCCESS);
    assertThat(waiter.leases).singleElement().extracting(Lease::backend).isSameAs(second.backend());
    assertThat(later.leases).isEmpty();
    waiter.leases.get(0).complete(Outcome.RESET);
    assertThat(later.leases).hasSize(1);
    assertThat(pool.waiting()).isZero();
  }

  @Test
  void aNewcomerDoesNotOvertake() {
    pool.acquire(new Attempts(), waiter.lazily());
    first.complete(Outcome.SUCCESS);
    assertThat(pool.acquire(new Attempts(), later)).isInstanceOf(Place.class);
    waiter.run();
    assertThat(waiter.leases).hasSize(1);
    assertThat(later.leases).isEmpty();
  }

  @Test
  void theKeyIsComputedByTheOneWhoWaits() {
    pool.acquire(new Attempts(), waiter);
    int[] computed = {0};
    pool.acquire(new Attempts(() -> ++computed[0]), later);
    assertThat(computed[0]).isEqualTo(1);
    first.complete(Outcome.SUCCESS);
    second.complete(Outcome.SUCCESS);
    assertThat(later.leases).hasSize(1);
    assertThat(computed[0]).isEqualTo(1);
  }

  @Test
  void aFullQueueRefusesAtOnce() {
    pool.acquire(new Attempts(), waiter);
    pool.acquire(new Attempts(), waiter);
    assertThat(pool.acquire(new Attempts(), later)).isEqualTo(Refusal.QUEUE_FULL);
    assertThat(Refusal.QUEUE_FULL.word()).isEqualTo("queue-full");
  }

  @Test
  void withoutAQueueItIsFullFromTheStart() {
    Pool none = new TestPool().limited(1, 1).queue(0, Duration.ofSeconds(5)).build();
    lease(none);
    assertThat(none.acquire(new Attempts(), waiter)).isEqualTo(Refusal.QUEUE_FULL);
  }

  @Test
  void theWaitEndsAtTheTimeout() {
    pool.acquire(new Attempts(), waiter);
    test.time.advance(Duration.ofSeconds(5).minus(NANO));
    assertThat(waiter.refusals).isEmpty();
    test.time.advance(NANO);
    assertThat(waiter.refusals).containsExactly(Refusal.QUEUE_TIMEOUT);
    assertThat(pool.waiting()).isZero();
    first.complete(Outcome.SUCCESS);
    assertThat(waiter.leases).isEmpty();
    assertThat(pool.active()).isEqualTo(1);
  }

  @Test
  void whoLeavesGivesItsPlaceUp() {
    Place place = (Place) pool.acquire(new Attempts(), waiter);
    pool.acquire(new Attempts(), later);
    place.cancel();
    place.cancel();
    assertThat(pool.waiting()).isEqualTo(1);
    first.complete(Outcome.SUCCESS);
    assertThat(waiter.leases).isEmpty();
    assertThat(later.leases).hasSize(1);
    test.time.advance(Duration.ofSeconds(10));
    assertThat(waiter.refusals).isEmpty();
    assertThat(later.refusals).isEmpty();
  }

  @Test
  void aLeaseOnItsWayToOneWhoLeftIsGivenBack() {
    Place place = (Place) pool.acquire(new Attempts(), waiter.lazily());
    pool.acquire(new Attempts(), later);
    first.complete(Outcome.SUCCESS);
    assertThat(pool.active()).isEqualTo(2);
    place.cancel();
    waiter.run();
    assertThat(waiter.leases).isEmpty();
    assertThat(later.leases).hasSize(1);
    assertThat(pool.active()).isEqualTo(2);
  }

  @Test
  void anExecutorThatIsShutDownLosesNoSlot() {
    Waiter gone =
        new Waiter() {
          @Override
          public Executor executor() {
            return task -> {
              throw new RejectedExecutionException();
            };
          }

          @Override
          public void granted(Lease lease) {
            throw new AssertionError();
          }

          @Override
          public void refused(Refusal refusal) {
            throw new AssertionError();
          }
        };
    pool.acquire(new Attempts(), gone);
    pool.acquire(new Attempts(), later);
    first.complete(Outcome.SUCCESS);
    assertThat(later.leases).hasSize(1);
  }

  @Test
  void oneThatCantUseWhatIsFreeIsPassedOver() {
    Attempts notTheFirst = new Attempts();
    notTheFirst.exclude(first.backend());
    pool.acquire(notTheFirst, waiter);
    pool.acquire(new Attempts(), later);
    first.complete(Outcome.SUCCESS);
    assertThat(waiter.leases).isEmpty();
    assertThat(later.leases).hasSize(1);
    second.complete(Outcome.SUCCESS);
    assertThat(waiter.leases).hasSize(1);
  }

  @Test
  void whenTheLastBackendGoesNobodyWaitsInVain() {
    pool.acquire(new Attempts(), waiter);
    pool.setIntent(address(0), Intent.MAINTENANCE);
    assertThat(waiter.refusals).isEmpty();
    pool.setIntent(address(1), Intent.MAINTENANCE);
    assertThat(waiter.refusals).containsExactly(Refusal.ALL_BACKENDS_DOWN);
  }

  @Test
  void aNewBackendServesThoseWhoWait() {
    pool.acquire(new Attempts(), waiter);
    pool.update(new TestPool().limited(3, 1).queue(2, Duration.ofSeconds(5)).config());
    assertThat(waiter.leases)
        .singleElement()
        .extracting(l -> l.backend().address())
        .isEqualTo(address(2));
  }

  @Test
  void closingSendsEveryoneAway() {
    pool.acquire(new Attempts(), waiter);
    pool.close();
    assertThat(waiter.refusals).containsExactly(Refusal.ALL_BACKENDS_DOWN);
    first.complete(Outcome.SUCCESS);
    second.complete(Outcome.SUCCESS);
    assertThat(pool.active()).isZero();
  }
}
