package dev.sluice.balancer.balance;

/** What one more lease would cost at a backend; less is better. */
@FunctionalInterface
interface Cost {

  /** Leases, with the one to come, by weight. */
  Cost CONNECTIONS = backend -> (backend.active() + 1.0) / backend.weight();

  /** Charged to a backend of unknown latency for each lease it has, so that it is tried, gently. */
  double UNKNOWN_NANOS = 1e9;

  /** At a backend. */
  double of(Backend backend);

  /** Peak-sensitive average latency, times leases with the one to come, by weight. */
  static Cost latency(Clock clock) {
    return backend -> {
      int active = backend.active();
      double latency = backend.traffic().latency().at(clock.nanos());
      if (latency == 0) {
        return active * UNKNOWN_NANOS / backend.weight();
      }
      return latency * (active + 1) / backend.weight();
    };
  }
}
