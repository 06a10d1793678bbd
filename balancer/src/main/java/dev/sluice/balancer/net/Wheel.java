package dev.sluice.balancer.net;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The deadlines of one event loop, to the next 25 ms: a hashed timing wheel (Varghese and Lauck,
 * "Hashed and hierarchical timing wheels", 1987, scheme 6). Setting one costs no allocation, and
 * moving it to later costs no more than a store, so each message may do so. For its event loop.
 */
public final class Wheel {

  /** How late an alarm may be. */
  public static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

  private static final int SLOTS = 512;

  private final LongSupplier clock;
  private final Alarm[] slots = new Alarm[SLOTS];
  private final long start;
  private long tick;
  private Optional<Future<?>> turning = Optional.empty();

  /**
   * @param clock monotonic, in nanoseconds
   */
  public Wheel(LongSupplier clock) {
    this.clock = clock;
    this.start = clock.getAsLong();
  }

  /** Turns by itself until it is stopped. */
  public void start(EventLoop loop) {
    turning =
        Optional.of(
            loop.scheduleAtFixedRate(this::turn, TICK_NANOS, TICK_NANOS, TimeUnit.NANOSECONDS));
  }

  /** No alarm rings any more. */
  public void stop() {
    turning.ifPresent(task -> task.cancel(false));
  }

  /** Nanoseconds, of which only differences mean something. */
  public long now() {
    return clock.getAsLong();
  }

  /** The time when it turned last: at most a tick ago, and for nothing. */
  public long lastTurn() {
    return start + tick * TICK_NANOS;
  }

  /**
   * Sets an alarm, in place of when it was set for.
   *
   * @param nanos from now; rings not before, and at most a tick after
   */
  public void set(Alarm alarm, long nanos) {
    set(alarm, nanos, clock.getAsLong());
  }

  /**
   * Sets an alarm, in place of when it was set for.
   *
   * @param nanos from then; rings not before, and at most a tick after
   * @param now as {@link #now} has just told
   */
  public void set(Alarm alarm, long nanos, long now) {
    long due = now - start + Math.max(0, nanos);
    if (alarm.slot != Alarm.NOWHERE) {
      if (due >= alarm.due) {
        // It is looked at when its slot comes up, and hung anew then.
        alarm.due = due;
        return;
      }
      unlink(alarm);
    }
    alarm.due = due;
    link(alarm);
  }

  /** Turns an alarm off, so that it is not held here any more. Again is of no effect. */
  public void cancel(Alarm alarm) {
    if (alarm.slot != Alarm.NOWHERE) {
      unlink(alarm);
    }
  }

  /** Whether it is set. */
  public boolean isSet(Alarm alarm) {
    return alarm.slot != Alarm.NOWHERE;
  }

  /** Rings what is due. */
  void turn() {
    long target = (clock.getAsLong() - start) / TICK_NANOS;
    if (target - tick > SLOTS) {
      // After a long stop one look at each slot is enough.
      tick = target - SLOTS;
    }
    while (tick < target) {
      tick++;
      visit((int) (tick % SLOTS));
    }
  }

  private void visit(int slot) {
    Alarm alarm = slots[slot];
    slots[slot] = null;
    // Detached first: what rings may set or cancel any alarm, those behind it included.
    Alarm head = new Alarm(() -> {});
    head.behind = alarm;
    if (alarm != null) {
      alarm.before = head;
    }
    for (Alarm next = head.behind; next != null; next = head.behind) {
      unlink(next);
      if (next.due <= tick * TICK_NANOS) {
        next.ring();
      } else {
        link(next);
      }
    }
  }

  private void link(Alarm alarm) {
    // The tick at which it is due for sure, and never one that has passed.
    long at = Math.max(tick + 1, (alarm.due + TICK_NANOS - 1) / TICK_NANOS);
    alarm.slot = (int) (at % SLOTS);
    alarm.before = null;
    alarm.behind = slots[alarm.slot];
    if (alarm.behind != null) {
      alarm.behind.before = alarm;
    }
    slots[alarm.slot] = alarm;
  }

  private void unlink(Alarm alarm) {
    if (alarm.before == null) {
      slots[alarm.slot] = alarm.behind;
    } else {
      alarm.before.behind = alarm.behind;
    }
    if (alarm.behind != null) {
      alarm.behind.before = alarm.before;
    }
    alarm.before = null;
    alarm.behind = null;
    alarm.slot = Alarm.NOWHERE;
  }
}
