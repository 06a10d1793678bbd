package dev.sluice.balancer.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sluice.balancer.balance.Cancellable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The thread of pools, in use and once it is closed. */
class ControlThreadTest {

  @Test
  void runsTasksAndTimers() throws Exception {
    try (ControlThread control = new ControlThread()) {
      CountDownLatch ran = new CountDownLatch(2);
      control.execute(ran::countDown);
      control.schedule(1, ran::countDown);
      assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void runsNoTimerThatWasCancelled() throws Exception {
    try (ControlThread control = new ControlThread()) {
      AtomicBoolean ran = new AtomicBoolean();
      CountDownLatch busy = new CountDownLatch(1);
      CountDownLatch done = new CountDownLatch(1);
      control.execute(() -> await(busy));
      Cancellable timer = control.schedule(0, () -> ran.set(true));
      timer.cancel();
      control.execute(done::countDown);
      busy.countDown();
      assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(ran).isFalse();
    }
  }

  /** Checks and leases still end while the balancer stops, on other threads. */
  @Test
  void dropsWhatComesAfterItsEnd() {
    ControlThread control = new ControlThread();
    control.close();
    AtomicBoolean ran = new AtomicBoolean();
    assertThatCode(() -> control.execute(() -> ran.set(true))).doesNotThrowAnyException();
    assertThatCode(() -> control.schedule(0, () -> ran.set(true)).cancel())
        .doesNotThrowAnyException();
    assertThat(ran).isFalse();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }
}
