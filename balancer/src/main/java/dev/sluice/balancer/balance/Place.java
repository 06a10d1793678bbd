package dev.sluice.balancer.balance;

import java.util.concurrent.atomic.AtomicReference;

/** A place in a pool's queue. */
public final class Place implements Pick, Cancellable {

  private enum State {
    WAITING,
    DECIDED,
    OVER
  }

  private final WaitingQueue queue;
  private final Attempts attempts;
  private final Waiter waiter;
  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
  private Cancellable timer = () -> {};

  Place(WaitingQueue queue, Attempts attempts, Waiter waiter) {
    this.queue = queue;
    this.attempts = attempts;
    this.waiter = waiter;
  }

  /**
   * Gives the place up, as when the client leaves. On the waiter's executor the waiter is not
   * called after this; a lease that was on its way is given back.
   */
  @Override
  public void cancel() {
    if (state.compareAndSet(State.WAITING, State.OVER)) {
      timer.cancel();
      queue.left(this);
    } else {
      state.set(State.OVER);
    }
  }

  Attempts attempts() {
    return attempts;
  }

  /** Before it is in the queue. */
  void timer(Cancellable newTimer) {
    timer = newTimer;
  }

  boolean waits() {
    return state.get() == State.WAITING;
  }

  /** Ends the wait; false when it was over already. */
  boolean decide(Pick pick) {
    if (!state.compareAndSet(State.WAITING, State.DECIDED)) {
      return false;
    }
    timer.cancel();
    try {
      waiter.executor().execute(() -> deliver(pick));
    } catch (RuntimeException e) {
      // An event loop that is shut down takes nothing more.
      giveBack(pick);
    }
    return true;
  }

  private void deliver(Pick pick) {
    if (!state.compareAndSet(State.DECIDED, State.OVER)) {
      giveBack(pick);
    } else if (pick instanceof Lease lease) {
      waiter.granted(lease);
    } else {
      waiter.refused((Refusal) pick);
    }
  }

  private static void giveBack(Pick pick) {
    if (pick instanceof Lease lease) {
      lease.complete(Outcome.CANCELLED);
    }
  }
}
