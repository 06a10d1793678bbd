package dev.sluice.balancer.balance;

/** Something under way that can be called off. */
@FunctionalInterface
public interface Cancellable {

  /** Calls it off; does nothing when it is over already. From any thread. */
  void cancel();
}
