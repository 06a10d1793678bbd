package dev.sluice.balancer.net;

import java.time.Duration;

/** A wheel whose time passes when a test says so. For the thread of its wheel. */
public final class VirtualWheel {

  private long now = Long.MAX_VALUE - 1_000_000;
  private final Wheel wheel = new Wheel(() -> now);

  public Wheel wheel() {
    return wheel;
  }

  /** Lets time pass, and rings what is due. */
  public void advance(Duration time) {
    now += time.toNanos();
    wheel.turn();
  }
}
