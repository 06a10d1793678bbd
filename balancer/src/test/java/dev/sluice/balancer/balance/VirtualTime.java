package dev.sluice.balancer.balance;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock that stands still until it is moved, and a scheduler that goes by it. */
public final class VirtualTime implements Clock, Scheduler {

  private record Task(long at, long order, Runnable run) {}

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::order));
  private long now = 1_000_000_000_000L;
  private long order;

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public Cancellable schedule(long delayNanos, Runnable run) {
    Task task = new Task(now + Math.max(0, delayNanos), order++, run);
    tasks.add(task);
    return () -> tasks.remove(task);
  }

  /** Moves on, running what becomes due at its moment. */
  public void advance(Duration time) {
    advance(time.toNanos());
  }

  /** Moves on, running what becomes due at its moment. */
  public void advance(long nanos) {
    long end = now + nanos;
    while (!tasks.isEmpty() && tasks.peek().at() <= end) {
      Task task = tasks.remove();
      now = task.at();
      task.run().run();
    }
    now = end;
  }

  /** What is still to come. */
  public int pending() {
    return tasks.size();
  }
}
