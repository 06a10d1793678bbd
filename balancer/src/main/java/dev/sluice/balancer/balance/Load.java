package dev.sluice.balancer.balance;

/** How much is in flight in a pool. */
@FunctionalInterface
interface Load {

  /** Leases that have not ended. */
  long active();
}
