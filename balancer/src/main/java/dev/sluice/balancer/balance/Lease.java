package dev.sluice.balancer.balance;

/**
 * The right to use one backend for one connection or request. It ends exactly once, in {@link
 * #complete}. To be used on the event loop that asked for it.
 */
public final class Lease implements Pick {

  private static final long NOT_YET = -1;

  private final Backend backend;
  private final Ledger ledger;
  private long started;
  private long latency = NOT_YET;
  private boolean ended;

  /**
   * @param backend already acquired
   */
  Lease(Backend backend, Ledger ledger, long now) {
    this.backend = backend;
    this.ledger = ledger;
    this.started = now;
  }

  /** The backend to use. */
  public Backend backend() {
    return backend;
  }

  /**
   * The first byte of an answer is there (or, where answers can't be told apart, the connection
   * is). Only the first call counts.
   */
  public void responded() {
    if (latency == NOT_YET) {
      latency = Math.max(0, ledger.now() - started);
    }
  }

  /** The use begins only now; the time before it was spent waiting, not by the backend. */
  public void begun() {
    started = ledger.now();
  }

  /** Ends the lease; only the first call counts, so that racing endings need no order. */
  public void complete(Outcome outcome) {
    if (!ended) {
      ended = true;
      ledger.settle(this, outcome);
    }
  }

  long started() {
    return started;
  }

  boolean hasResponded() {
    return latency != NOT_YET;
  }

  /** Nanoseconds to the first byte; only after {@link #responded}. */
  long latency() {
    return latency;
  }
}
