package dev.sluice.balancer.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.Algorithm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several event loops at once. */
class ConcurrencyTest {

  private static final int THREADS = 4;
  private static final RandomGenerator RANDOM = () -> ThreadLocalRandom.current().nextLong();

  private final ExecutorService loops = Executors.newFixedThreadPool(THREADS);

  @AfterEach
  void stop() {
    loops.shutdownNow();
  }

  private interface Work {
    void run(int thread) throws Exception;
  }

  private void together(Work work) throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    List<Future<?>> all = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      int thread = t;
      all.add(
          loops.submit(
              () -> {
                start.await();
                work.run(thread);
                return null;
              }));
    }
    start.countDown();
    for (Future<?> one : all) {
      one.get(30, TimeUnit.SECONDS);
    }
  }

  private static Pool pool(TestPool test) {
    // Real time: virtual time is for one thread.
    PoolContext context =
        new PoolContext(System::nanoTime, (delay, task) -> () -> {}, RANDOM, Runnable::run);
    return new Pool(test.config(), context);
  }

  @Test
  void strictRoundRobinOverAllThreads() throws Exception {
    Pool pool = pool(new TestPool().even(7));
    together(
        thread -> {
          for (int i = 0; i < 7_000; i++) {
            TestPool.use(pool);
          }
        });
    assertThat(pool.view()).allSatisfy(b -> assertThat(b.figures().requests()).isEqualTo(4_000));
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void limitsHoldAndLeasesBalanceOut(Algorithm algorithm) throws Exception {
    Pool pool = pool(new TestPool().algorithm(algorithm).limited(3, 2));
    AtomicInteger[] busy = {new AtomicInteger(), new AtomicInteger(), new AtomicInteger()};
    AtomicInteger most = new AtomicInteger();
    AtomicInteger served = new AtomicInteger();
    together(
        thread -> {
          List<Lease> held = new ArrayList<>();
          for (int i = 0; i < 5_000; i++) {
            if (pool.choose(new Attempts()) instanceof Lease lease) {
              int index = pool.backends().indexOf(lease.backend());
              most.accumulateAndGet(busy[index].incrementAndGet(), Math::max);
              served.incrementAndGet();
              held.add(lease);
            }
            if (held.size() > 2 || i == 4_999) {
              for (Lease lease : held) {
                busy[pool.backends().indexOf(lease.backend())].decrementAndGet();
                lease.complete(Outcome.SUCCESS);
              }
              held.clear();
            }
          }
        });
    assertThat(most.get()).isBetween(1, 2);
    assertThat(pool.active()).isZero();
    assertThat(pool.backends()).allSatisfy(b -> assertThat(b.active()).isZero());
    long requests = pool.view().stream().mapToLong(b -> b.figures().requests()).sum();
    assertThat(requests).isEqualTo(served.get()).isGreaterThan(1_000);
  }

  @Test
  void everyoneWhoWaitsIsServedInTheEnd() throws Exception {
    Pool pool = pool(new TestPool().limited(2, 1).queue(100_000, Duration.ofSeconds(60)));
    AtomicInteger served = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger busy = new AtomicInteger();
    together(
        thread -> {
          for (int i = 0; i < 2_000; i++) {
            Waiter waiter =
                new Waiter() {
                  @Override
                  public java.util.concurrent.Executor executor() {
                    return loops;
                  }

                  @Override
                  public void granted(Lease lease) {
                    use(lease);
                  }

                  @Override
                  public void refused(Refusal refusal) {
                    throw new AssertionError(refusal);
                  }

                  private void use(Lease lease) {
                    most.accumulateAndGet(busy.incrementAndGet(), Math::max);
                    served.incrementAndGet();
                    busy.decrementAndGet();
                    lease.complete(Outcome.SUCCESS);
                  }
                };
            if (pool.acquire(new Attempts(), waiter) instanceof Lease lease) {
              waiter.granted(lease);
            }
          }
        });
    while (served.get() < THREADS * 2_000) {
      Thread.onSpinWait();
    }
    assertThat(most.get()).isLessThanOrEqualTo(2);
    assertThat(pool.waiting()).isZero();
  }

  @Test
  void picksGoOnWhileMembersComeAndGo() throws Exception {
    Pool pool = pool(new TestPool().even(8));
    together(
        thread -> {
          for (int i = 0; i < 3_000; i++) {
            if (thread == 0) {
              int index = 1 + i % 7;
              pool.setIntent(
                  TestPool.address(index), i / 7 % 2 == 0 ? Intent.MAINTENANCE : Intent.READY);
            } else {
              TestPool.use(pool);
            }
          }
        });
    assertThat(pool.active()).isZero();
    assertThat(pool.view().stream().mapToLong(b -> b.figures().requests()).sum()).isEqualTo(9_000);
  }
}
