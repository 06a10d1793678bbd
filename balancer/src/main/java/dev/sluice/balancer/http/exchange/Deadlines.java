package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.balance.retry.Deadline;
import dev.sluice.balancer.net.Alarm;
import dev.sluice.balancer.net.Wheel;

/**
 * By when something has to happen in one exchange: as a whole, in each of its tries, and next. One
 * alarm for all of it, which is moved only when it rings. For one event loop.
 */
final class Deadlines {

  /** Who is told. */
  interface Listener {

    /** The whole has taken too long. */
    void outOfTime();

    /** Nothing came or went for too long. */
    void silent(Try at);

    /** A try has no answer, and should have one. */
    void late(Try at);
  }

  private static final long NEVER = Long.MAX_VALUE;

  private final Wheel wheel;
  private final Deadline whole;
  private final long patience;
  private final Tries tries;
  private final Listener listener;
  private final Alarm alarm = new Alarm(this::look);
  private boolean over;

  /**
   * @param patience how long nothing may move, in nanoseconds; 0 for any time
   */
  Deadlines(Wheel wheel, Deadline whole, long patience, Tries tries, Listener listener) {
    this.wheel = wheel;
    this.whole = whole;
    this.patience = patience;
    this.tries = tries;
    this.listener = listener;
  }

  /** Something has begun that has a deadline of its own. */
  void expect() {
    if (!over) {
      set(wheel.now());
    }
  }

  /**
   * A try has begun to send.
   *
   * @param now when that was
   */
  void expect(long now) {
    if (!over) {
      set(now);
    }
  }

  // Set for the earliest; what moves later on makes it ring too soon, and it is set anew then.
  private void set(long now) {
    long next = whole.remaining(now);
    for (int i = 0; i < tries.running(); i++) {
      Try attempt = tries.running(i);
      if (patience > 0 && attempt.connected()) {
        next = Math.min(next, patience - (now - attempt.lastMoved()));
      }
      if (!tries.settled()) {
        next = Math.min(next, attempt.deadline().remaining(now));
      }
    }
    if (next != NEVER) {
      wheel.set(alarm, next, now);
    }
  }

  private void look() {
    long now = wheel.now();
    if (whole.passed(now)) {
      listener.outOfTime();
      return;
    }
    // From behind: who is told may end them.
    for (int i = tries.running() - 1; i >= 0 && !over; i--) {
      if (i < tries.running()) {
        check(tries.running(i), now);
      }
    }
    if (!over) {
      set(now);
    }
  }

  private void check(Try attempt, long now) {
    if (patience > 0 && attempt.connected() && now - attempt.lastMoved() >= patience) {
      listener.silent(attempt);
    } else if (!tries.settled() && attempt.deadline().passed(now)) {
      listener.late(attempt);
    }
  }

  /** Nothing has to happen any more. */
  void stop() {
    over = true;
    wheel.cancel(alarm);
  }
}
