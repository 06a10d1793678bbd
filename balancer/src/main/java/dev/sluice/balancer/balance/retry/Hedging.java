package dev.sluice.balancer.balance.retry;

import dev.sluice.balancer.config.RetryConfig;
import java.util.OptionalLong;

/**
 * When a second request is sent beside a slow first one (Dean and Barroso, "The tail at scale",
 * 2013, hedged requests). For GET and HEAD without a body, and within the retry budget. Safe to use
 * from any thread.
 */
public final class Hedging {

  private final RetryConfig.Hedge config;
  private final LatencyWindow latencies;
  private final RetryBudget budget;

  /**
   * @param latencies of the pool, fed by whoever completes its leases
   * @param budget the one of the pool's retries
   */
  public Hedging(RetryConfig.Hedge config, LatencyWindow latencies, RetryBudget budget) {
    this.config = config;
    this.latencies = latencies;
    this.budget = budget;
  }

  /**
   * Nanoseconds from the start of the first request; empty for no second one: another method, or
   * too little known of the pool's latencies.
   */
  public OptionalLong delay(String method, boolean hasBody) {
    if (hasBody || !(method.equals("GET") || method.equals("HEAD"))) {
      return OptionalLong.empty();
    }
    OptionalLong usual = latencies.percentile(config.percentile());
    return usual.isEmpty()
        ? usual
        : OptionalLong.of(Math.max(usual.getAsLong(), config.minimumDelay().toNanos()));
  }

  /** Once the delay is over: pays for the second request; false when it can't be afforded. */
  public boolean trySend() {
    return budget.tryRetry();
  }
}
