package dev.sluice.balancer.balance;

/**
 * Is told what happens to a pool, in order, on its control executor. What it throws is logged and
 * goes no further. It may call the pool; such a call takes effect after the change it was told of.
 */
public interface PoolListener {

  /** A backend went from one state to another. */
  default void stateChanged(StateChange change) {}

  /** A backend became a member. */
  default void added(String pool, Backend backend) {}

  /** A backend is no longer a member, and has no leases left. */
  default void removed(String pool, Backend backend) {}

  /** The last lease of a backend that drains has ended. */
  default void drained(String pool, Backend backend) {}

  /** Too few backends are usable, so all are used; or that is over. */
  default void panicked(String pool, boolean panic) {}
}
