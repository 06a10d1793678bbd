package dev.sluice.balancer.balance;

import java.util.concurrent.Executor;

/** Someone who waits for a backend. Exactly one of the two outcomes comes, unless called off. */
public interface Waiter {

  /** Where the outcome is delivered: the event loop of the one who waits. */
  Executor executor();

  /** A backend was found; the lease is to be completed. */
  void granted(Lease lease);

  /** The wait was in vain. */
  void refused(Refusal refusal);
}
