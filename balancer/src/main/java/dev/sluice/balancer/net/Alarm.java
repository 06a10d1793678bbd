package dev.sluice.balancer.net;

/**
 * Something to be done at a time that changes often; set on a {@link Wheel}. For its event loop.
 */
public final class Alarm {

  static final int NOWHERE = -1;

  private final Runnable action;

  // The wheel's own: where it hangs, and beside which others.
  long due;
  int slot = NOWHERE;
  Alarm before;
  Alarm behind;

  /**
   * @param action run on the event loop, once for each time it is set; may set it again
   */
  public Alarm(Runnable action) {
    this.action = action;
  }

  void ring() {
    action.run();
  }
}
