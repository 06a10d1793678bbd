package dev.sluice.balancer.net;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Notices when nothing has moved for too long. One task that looks when something last did, rather
 * than one per read. For one event loop.
 */
final class IdleCheck {

  private final EventLoop loop;
  private final long idleNanos;
  private final Runnable onIdle;
  private long lastMoved = System.nanoTime();
  private Optional<Future<?>> next = Optional.empty();

  /**
   * @param idle zero for never
   * @param onIdle called once at most
   */
  IdleCheck(EventLoop loop, Duration idle, Runnable onIdle) {
    this.loop = loop;
    this.idleNanos = idle.toNanos();
    this.onIdle = onIdle;
  }

  void start() {
    if (idleNanos > 0) {
      lookIn(idleNanos);
    }
  }

  /** Something did. */
  void moved() {
    lastMoved = System.nanoTime();
  }

  /** Forgets it all: a task that is due long after the connection's end would hold everything. */
  void cancel() {
    next.ifPresent(check -> check.cancel(false));
  }

  private void lookIn(long nanos) {
    next = Optional.of(loop.schedule(this::look, nanos, TimeUnit.NANOSECONDS));
  }

  private void look() {
    long left = idleNanos - (System.nanoTime() - lastMoved);
    if (left <= 0) {
      onIdle.run();
    } else {
      lookIn(left);
    }
  }
}
