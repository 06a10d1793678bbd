package dev.sluice.balancer.balance;

/** At which of two backends one more lease would cost less. Called from every event loop. */
@FunctionalInterface
interface Cost {

  /** Fewer {@link #connections}. */
  Cost CONNECTIONS = (one, other, now) -> connections(one) < connections(other);

  /** Charged to a backend of unknown latency for each lease it has, so that it is tried, gently. */
  double UNKNOWN_NANOS = 1e9;

  /**
   * Whether it costs less at one than at the other; false when it costs the same.
   *
   * @param now by the pool's clock
   */
  boolean less(Backend one, Backend other, long now);

  /** Less peak-sensitive average latency, times {@link #connections}. */
  Cost LATENCY = (one, other, now) -> latency(one, now) < latency(other, now);

  /** Leases, with the one to come, by weight. */
  static double connections(Backend backend) {
    return (backend.active() + 1.0) / backend.weight();
  }

  private static double latency(Backend backend, long now) {
    double latency = backend.latency().at(now);
    if (latency == 0) {
      return backend.active() * UNKNOWN_NANOS / backend.weight();
    }
    return latency * connections(backend);
  }
}
