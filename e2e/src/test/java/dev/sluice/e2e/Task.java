package dev.sluice.e2e;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Something that goes on beside the test. */
final class Task<T> {

  private final FutureTask<T> task;

  private Task(Callable<T> work) {
    this.task = new FutureTask<>(work);
  }

  static <T> Task<T> start(Callable<T> work) {
    Task<T> started = new Task<>(work);
    Thread thread = new Thread(started.task, "task");
    thread.setDaemon(true);
    thread.start();
    return started;
  }

  boolean done() {
    return task.isDone();
  }

  /** Waits for its result, or fails as it failed. */
  T result() throws InterruptedException {
    try {
      return task.get(2, TimeUnit.MINUTES);
    } catch (ExecutionException e) {
      throw new AssertionError("a task failed: " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("a task does not end", e);
    }
  }
}
