package dev.sluice.balancer.balance;

import dev.sluice.balancer.balance.Traffic.Totals;
import java.util.Arrays;

/**
 * What measurements make of weights: a backend's share falls with its latency relative to the
 * median of all, and with the square of its rate of success. It moves there by steps, and stays
 * within bounds, so that one bad second is not an outage and the slowest still gets enough to show
 * that it has recovered.
 */
final class AdaptiveShares {

  /** Bounds of a share; between them, the fastest gets ten times what the slowest gets. */
  static final double LEAST = 0.2;

  static final double MOST = 2.0;

  /** How far a step goes to where measurements point. */
  private static final double STEP = 0.3;

  /** Without enough answers in a second, a share goes back to 1 by this much of the way. */
  private static final double FORGETTING = 0.02;

  private static final int ENOUGH = 5;

  private AdaptiveShares() {}

  /**
   * The next shares.
   *
   * @param shares those up to now
   * @param window what each backend did meanwhile
   */
  static double[] next(double[] shares, Totals[] window) {
    double usual = median(window);
    double[] next = new double[shares.length];
    for (int i = 0; i < next.length; i++) {
      Totals seen = window[i];
      if (seen.requests() < ENOUGH) {
        next[i] = shares[i] + FORGETTING * (1 - shares[i]);
        continue;
      }
      double success = (double) seen.successes() / seen.requests();
      double speed = seen.latencies() == 0 || usual == 0 ? 1 : usual / latency(seen);
      double target = Math.min(MOST, Math.max(LEAST, speed * success * success));
      next[i] = shares[i] + STEP * (target - shares[i]);
    }
    return next;
  }

  private static double latency(Totals seen) {
    return Math.max(1, (double) seen.latencySumNanos() / seen.latencies());
  }

  private static double median(Totals[] window) {
    double[] latencies =
        Arrays.stream(window)
            .filter(t -> t.requests() >= ENOUGH && t.latencies() > 0)
            .mapToDouble(AdaptiveShares::latency)
            .sorted()
            .toArray();
    return latencies.length == 0 ? 0 : latencies[latencies.length / 2];
  }
}
