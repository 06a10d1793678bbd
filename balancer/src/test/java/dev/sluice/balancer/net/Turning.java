package dev.sluice.balancer.net;

/** Turns wheels by hand, for tests in virtual time. */
public final class Turning {

  private Turning() {}

  /** Rings what is due. */
  public static void turn(Wheel wheel) {
    wheel.turn();
  }
}
