package dev.sluice.balancer.balance;

/** Where leases are settled. Called from every event loop. */
interface Ledger {

  /** Of the pool's clock. */
  long now();

  /** A lease ended; called once for each. */
  void settle(Lease lease, Outcome outcome);
}
