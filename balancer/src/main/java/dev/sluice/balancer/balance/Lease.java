package dev.sluice.balancer.balance;

/**
 * The right to use one backend for one connection or request. It ends exactly once, in {@link
 * #complete}. To be used on the event loop that asked for it.
 */
public final class Lease {

  private final Backend backend;
  private boolean ended;

  Lease(Backend backend) {
    this.backend = backend;
    backend.started();
  }

  /** The backend to use. */
  public Backend backend() {
    return backend;
  }

  /** Ends the lease; only the first call counts, so that racing endings need no order. */
  public void complete(Outcome outcome) {
    if (!ended) {
      ended = true;
      backend.ended();
    }
  }
}
