package dev.sluice.balancer.net;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** An event loop, as the data planes use it. Safe to use from any thread. */
public final class Loop implements Executor {

  private final ContextInternal context;

  private Loop(ContextInternal context) {
    this.context = context;
  }

  /** The one that this is called on. */
  public static Loop current(VertxInternal vertx) {
    return new Loop(vertx.getOrCreateContext());
  }

  /** As Netty has it. */
  public EventLoop netty() {
    return context.nettyEventLoop();
  }

  /** For a future whose listeners run on it. */
  public <T> Promise<T> promise() {
    return context.promise();
  }

  /**
   * Runs a task that blocks on a worker thread, beside others.
   *
   * @return completes on this event loop; fails when the workers have stopped
   */
  public <T> Future<T> blocking(Callable<T> task) {
    try {
      return context.executeBlocking(task, false);
    } catch (RejectedExecutionException stopped) {
      return context.failedFuture(stopped);
    }
  }

  /** Runs a task on it, never before this returns. */
  @Override
  public void execute(Runnable task) {
    context.runOnContext(go -> task.run());
  }

  /** Runs a task on it after a while, or at once when called on it with nothing to wait for. */
  public void after(long nanos, Runnable task) {
    if (nanos <= 0 && context.inThread()) {
      task.run();
    } else {
      context
          .nettyEventLoop()
          .schedule(() -> context.dispatch(go -> task.run()), nanos, TimeUnit.NANOSECONDS);
    }
  }
}
