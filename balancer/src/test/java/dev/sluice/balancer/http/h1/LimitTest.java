package dev.sluice.balancer.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.balance.Attempts;
import dev.sluice.balancer.balance.Lease;
import dev.sluice.balancer.balance.Outcome;
import dev.sluice.balancer.balance.Pick;
import dev.sluice.balancer.balance.Place;
import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.balance.PoolContext;
import dev.sluice.balancer.balance.Refusal;
import dev.sluice.balancer.balance.Waiter;
import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.Algorithm;
import dev.sluice.balancer.config.BackendConfig;
import dev.sluice.balancer.config.PoolConfig;
import dev.sluice.balancer.net.Eventually;
import dev.sluice.balancer.net.Scripted;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * How many exchanges a backend has at one time is bounded by leases, over all event loops; who
 * waits for one waits in the pool's queue, and holds no connection.
 */
class LimitTest {

  private final Queue<Runnable> timeouts = new ConcurrentLinkedQueue<>();

  /** Of one backend, with one exchange at a time. */
  private Pool oneAtATime(Address backend) {
    return new Pool(
        new PoolConfig(
            "pool", Algorithm.ROUND_ROBIN, List.of(new BackendConfig(backend, 1, 1, false))),
        new PoolContext(
            System::nanoTime,
            (nanos, task) -> {
              timeouts.add(task);
              return () -> timeouts.remove(task);
            },
            new Random(1),
            Runnable::run));
  }

  /** A request that gets its backend by a lease. */
  private static final class Leased implements Waiter {

    private final Caller caller;
    private final Pool pool;
    private volatile Place place;
    private volatile String outcome = "";

    private Leased(Caller caller, Pool pool) {
      this.caller = caller;
      this.pool = pool;
    }

    private Leased begin() {
      caller.run(
          () -> {
            Pick pick = pool.acquire(new Attempts(), this);
            if (pick instanceof Lease lease) {
              granted(lease);
            } else if (pick instanceof Place waiting) {
              place = waiting;
            } else {
              refused((Refusal) pick);
            }
          });
      return this;
    }

    @Override
    public Executor executor() {
      return caller.executor();
    }

    @Override
    public void granted(Lease lease) {
      Asked asked = new Asked(caller, lease.backend(), "GET", "/");
      asked.on(
          "end",
          end -> {
            outcome = asked.body();
            lease.complete(Outcome.SUCCESS);
          });
      asked.openHere();
    }

    @Override
    public void refused(Refusal refusal) {
      outcome = refusal.word();
    }

    private String outcome() {
      Eventually.that("an outcome", () -> !outcome.isEmpty());
      return outcome;
    }
  }

  @Test
  void noMoreExchangesAtOneTimeThanLeases() throws Exception {
    AtomicInteger active = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (Caller one = Caller.plain();
        Caller two = Caller.plain();
        Scripted backend =
            Scripted.backend(
                wire -> {
                  while (!wire.head().isEmpty()) {
                    most.accumulateAndGet(active.incrementAndGet(), Math::max);
                    // Both loops have a turn meanwhile.
                    one.run(() -> {});
                    two.run(() -> {});
                    active.decrementAndGet();
                    wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                  }
                });
        Pool pool = oneAtATime(backend.address())) {
      List<Leased> all =
          IntStream.range(0, 20)
              .mapToObj(i -> new Leased(i % 2 == 0 ? one : two, pool).begin())
              .toList();
      assertThat(all).allSatisfy(leased -> assertThat(leased.outcome()).isEqualTo("ok"));
      assertThat(most).hasValue(1);
      // Each loop keeps its own for the next one.
      assertThat(backend.accepted()).isEqualTo(2);
    }
  }

  @Test
  void whoWaitsTooLongOrLeavesNeverHadAConnection() throws Exception {
    try (Caller caller = Caller.plain();
        Scripted backend = Scripted.named("one");
        Pool pool = oneAtATime(backend.address())) {
      Lease held = pool.pick(new Attempts()).orElseThrow();
      Leased late = new Leased(caller, pool).begin();
      Leased left = new Leased(caller, pool).begin();
      assertThat(pool.waiting()).isEqualTo(2);
      left.place.cancel();
      assertThat(pool.waiting()).isEqualTo(1);
      List.copyOf(timeouts).forEach(Runnable::run);
      assertThat(late.outcome()).isEqualTo("queue-timeout");
      held.complete(Outcome.SUCCESS);
      assertThat(backend.accepted()).isZero();
      assertThat(new Leased(caller, pool).begin().outcome()).isEqualTo("one");
      assertThat(left.outcome).isEmpty();
    }
  }
}
