package dev.sluice.balancer.balance;

import dev.sluice.balancer.config.Address;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One address of a pool, with what is known about it. Safe to use from any thread; two of them are
 * equal only when they are the same.
 */
public final class Backend {

  private final Address address;
  private final int weight;
  private final AtomicInteger active = new AtomicInteger();

  Backend(Address address, int weight) {
    this.address = address;
    this.weight = weight;
  }

  /** Where it listens. */
  public Address address() {
    return address;
  }

  /** Its share relative to the others of its pool, at least 1. */
  public int weight() {
    return weight;
  }

  /** Leases that have not ended. */
  public int active() {
    return active.get();
  }

  void started() {
    active.incrementAndGet();
  }

  void ended() {
    active.decrementAndGet();
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
