package dev.sluice.balancer.simulate;

import dev.sluice.balancer.balance.Cancellable;
import dev.sluice.balancer.balance.Clock;
import dev.sluice.balancer.balance.Scheduler;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/**
 * Time that passes only when there is something to do: tasks run one after the other, in the order
 * of their times, those of the same time in the order they came. For one thread.
 */
final class VirtualTime implements Clock, Scheduler {

  /** With fewer dead tasks than this there is nothing to be gained by sweeping. */
  private static final int FEW = 1024;

  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  private long now;
  private long scheduled;
  private int dead;

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public Cancellable schedule(long delayNanos, Runnable work) {
    Task task = new Task(now + Math.max(0, delayNanos), scheduled++, work);
    tasks.add(task);
    return () -> cancel(task);
  }

  private void cancel(Task task) {
    if (!task.over) {
      task.over = true;
      dead++;
      // Most timers are called off long before they are due; they must not pile up.
      if (dead > FEW && dead > tasks.size() / 2) {
        tasks.removeIf(t -> t.over);
        dead = 0;
      }
    }
  }

  /** Runs tasks until a condition holds, or nothing is left to do. */
  void runUntil(BooleanSupplier done) {
    while (!done.getAsBoolean() && !tasks.isEmpty()) {
      Task next = tasks.remove();
      if (next.over) {
        dead--;
        continue;
      }
      next.over = true;
      now = next.at;
      next.work.run();
    }
  }

  private static final class Task implements Comparable<Task> {

    private final long at;
    private final long number;
    private final Runnable work;
    private boolean over;

    Task(long at, long number, Runnable work) {
      this.at = at;
      this.number = number;
      this.work = work;
    }

    @Override
    public int compareTo(Task other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }
}
