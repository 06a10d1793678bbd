package dev.sluice.balancer.simulate;

import java.util.List;

/**
 * How a backend behaves.
 *
 * @param concurrency requests it works on at one time, at least 1; the others wait at it, first
 *     come, first served
 */
public record BackendModel(
    LatencyModel latency, int concurrency, Failing failing, List<Outage> outages) {

  /** Log-normal around 5 ms, 16 at one time. */
  public static final BackendModel DEFAULT = new BackendModel(LatencyModel.parse("5ms"), 16);

  private static final int MOST_AT_ONCE = 1_000_000;

  /** Takes a copy of the list. */
  public BackendModel {
    outages = List.copyOf(outages);
  }

  /** A backend without faults. */
  public BackendModel(LatencyModel latency, int concurrency) {
    this(latency, concurrency, Failing.NEVER, List.of());
  }

  /**
   * Reads a concurrency.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  public static int parseConcurrency(String text) {
    return Numbers.whole(text, 1, MOST_AT_ONCE);
  }

  /** Requests that it can answer in a second. */
  double capacity() {
    return concurrency * 1e9 / latency.mean().toNanos();
  }
}
