package dev.sluice.balancer.runtime;

import dev.sluice.balancer.balance.Cancellable;
import dev.sluice.balancer.balance.Scheduler;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where pools change their members and states, and their timers run: one thread beside the event
 * loops, since a large pool takes its time to rebuild.
 */
final class ControlThread implements Scheduler, Executor, AutoCloseable {

  private final ScheduledThreadPoolExecutor executor;

  ControlThread() {
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "sluice-control");
              thread.setDaemon(true);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
  }

  @Override
  public Cancellable schedule(long delayNanos, Runnable task) {
    try {
      ScheduledFuture<?> scheduled = executor.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
      return () -> scheduled.cancel(false);
    } catch (RejectedExecutionException closed) {
      return () -> {};
    }
  }

  @Override
  public void execute(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException closed) {
      // A check or a lease that ends after the pools are closed changes nothing any more.
    }
  }

  /** Nothing runs after this but what runs already. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
