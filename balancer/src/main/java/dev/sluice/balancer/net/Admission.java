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

  /** Where connections come from. Safe to use from any thread. */
  interface Intake {

    /** Leaves those to come in the kernel's backlog; a few may still be on their way. */
    void pause();

    /** Goes on. */
    void resume();

    /** Of the channels that a listening channel accepts; equal to any other for the same one. */
    static Intake of(Channel listening) {
      return new ChannelIntake(listening);
    }
  }

  /** That of a listening channel. */
  record ChannelIntake(Channel channel) implements Intake {

    @Override
    public void pause() {
      channel.config().setAutoRead(false);
    }

    @Override
    public void resume() {
      channel.config().setAutoRead(true);
    }
  }

  /**
   * For a connection that was accepted.
   *
   * @param connection told apart from others by identity
   * @param admitted called once it has a place after it had to wait, on any thread
   */
  Verdict enter(Object connection, Intake intake, Runnable admitted);

  /** For a connection that is gone, whether it was admitted or still waits. */
  void leave(Object connection);

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
    public Verdict enter(Object connection, Intake intake, Runnable admitted) {
      if (count.incrementAndGet() <= most) {
        return Verdict.ADMITTED;
      }
      count.decrementAndGet();
      return Verdict.REFUSED;
    }

    @Override
    public void leave(Object connection) {
      count.decrementAndGet();
    }
  }

  /**
   * Lets them wait: in the kernel's backlog, and here those few that were accepted before accepting
   * had stopped.
   */
  final class Waiting implements Admission {

    private record Waiter(Object connection, Runnable admitted) {}

    private final int most;
    private final Deque<Waiter> waiting = new ArrayDeque<>();
    private final Set<Intake> paused = new HashSet<>();
    private int active;

    private Waiting(int most) {
      this.most = most;
    }

    @Override
    public synchronized Verdict enter(Object connection, Intake intake, Runnable admitted) {
      boolean free = active < most;
      if (free) {
        active++;
      } else {
        waiting.add(new Waiter(connection, admitted));
      }
      if (active == most) {
        paused.add(intake);
        // Also when it was before: Netty turns it on again after it could not accept for a while.
        intake.pause();
      }
      return free ? Verdict.ADMITTED : Verdict.WAITS;
    }

    @Override
    public void leave(Object connection) {
      next(connection).run();
    }

    private synchronized Runnable next(Object gone) {
      if (waiting.removeIf(waiter -> waiter.connection() == gone)) {
        return () -> {};
      }
      Waiter next = waiting.poll();
      if (next != null) {
        return next.admitted();
      }
      active--;
      paused.forEach(Intake::resume);
      paused.clear();
      return () -> {};
    }
  }
}
