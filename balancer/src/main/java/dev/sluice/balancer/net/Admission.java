package dev.sluice.balancer.net;

import dev.sluice.balancer.config.ListenConfig.ConnectionLimit;
import dev.sluice.balancer.config.ListenConfig.WhenFull;
import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the connections of a server and keeps them within its limit. Every {@link #enter} that is
 * not refused is followed by one {@link #leave}. Safe to use from any thread.
 */
public interface Admission {

  /** What becomes of a connection. */
  enum Verdict {
    ADMITTED,
    /** It is to be left alone until it is admitted. */
    WAITS,
    /** It is to be closed; it doesn't count. */
    REFUSED
  }

  /**
   * For a connection that was accepted.
   *
   * @param admitted called once it has a place after it had to wait, on any thread
   */
  Verdict enter(Channel connection, Runnable admitted);

  /** For a connection that is gone, whether it was admitted or still waits. */
  void leave(Channel connection);

  /** As configured. */
  static Admission of(ConnectionLimit limit) {
    if (limit.most() == 0) {
      return new Closing(Integer.MAX_VALUE);
    }
    return limit.whenFull() == WhenFull.CLOSE
        ? new Closing(limit.most())
        : new Waiting(limit.most());
  }

  /** Refuses what is too many. */
  final class Closing implements Admission {

    private final int most;
    private final AtomicInteger count = new AtomicInteger();

    private Closing(int most) {
      this.most = most;
    }

    @Override
    public Verdict enter(Channel connection, Runnable admitted) {
      if (count.incrementAndGet() <= most) {
        return Verdict.ADMITTED;
      }
      count.decrementAndGet();
      return Verdict.REFUSED;
    }

    @Override
    public void leave(Channel connection) {
      count.decrementAndGet();
    }
  }

  /**
   * Lets them wait: in the kernel's backlog, and here those few that were accepted before accepting
   * had stopped.
   */
  final class Waiting implements Admission {

    private record Waiter(Channel connection, Runnable admitted) {}

    private final int most;
    private final Deque<Waiter> waiting = new ArrayDeque<>();
    private final Set<Channel> paused = new HashSet<>();
    private int active;

    private Waiting(int most) {
      this.most = most;
    }

    @Override
    public synchronized Verdict enter(Channel connection, Runnable admitted) {
      boolean free = active < most;
      if (free) {
        active++;
      } else {
        waiting.add(new Waiter(connection, admitted));
      }
      if (active == most) {
        paused.add(connection.parent());
        // Also when it was before: Netty turns it on again after it could not accept for a while.
        connection.parent().config().setAutoRead(false);
      }
      return free ? Verdict.ADMITTED : Verdict.WAITS;
    }

    @Override
    public void leave(Channel connection) {
      next(connection).run();
    }

    private synchronized Runnable next(Channel gone) {
      if (waiting.removeIf(waiter -> waiter.connection() == gone)) {
        return () -> {};
      }
      Waiter next = waiting.poll();
      if (next != null) {
        return next.admitted();
      }
      active--;
      paused.forEach(listening -> listening.config().setAutoRead(true));
      paused.clear();
      return () -> {};
    }
  }
}
