package dev.sluice.balancer.balance;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one after the other on another executor, whether that one is serial or not: the one
 * writer of a pool. A task handed in by a running task comes after it, never inside it.
 *
 * <p>The queue holds orders of operators and verdicts on backends, never requests; both are limited
 * by the number of members, as a verdict is only handed in once per threshold.
 */
final class SerialExecutor implements Executor {

  private static final Logger LOG = LoggerFactory.getLogger(SerialExecutor.class);

  private final Executor target;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();

  SerialExecutor(Executor target) {
    this.target = target;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (waiting.getAndIncrement() == 0) {
      target.execute(this::drain);
    }
  }

  /** Runs a task before anything else, on the calling thread; only the first task may come so. */
  void startWith(Runnable task) {
    tasks.add(task);
    if (waiting.getAndIncrement() != 0) {
      throw new IllegalStateException("not the first task");
    }
    drain();
  }

  private void drain() {
    do {
      try {
        tasks.remove().run();
      } catch (RuntimeException | Error e) {
        // Whatever it is, the next change has to come through.
        LOG.error("A change of a pool failed", e);
      }
    } while (waiting.decrementAndGet() != 0);
  }
}
