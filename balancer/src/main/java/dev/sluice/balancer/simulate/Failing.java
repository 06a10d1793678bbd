package dev.sluice.balancer.simulate;

import java.util.Optional;

/**
 * Answers that say that the backend failed (HTTP 5xx).
 *
 * @param share of all its answers, 0 to 1
 * @param latency of these answers; empty for that of the others
 */
public record Failing(double share, Optional<LatencyModel> latency) {

  /** It never fails. */
  public static final Failing NEVER = new Failing(0, Optional.empty());

  /**
   * Reads {@code 0.3}, or {@code 0.3@1ms} when failures have a latency of their own.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  public static Failing parse(String text) {
    int at = text.indexOf('@');
    double share = Numbers.decimal(at < 0 ? text : text.substring(0, at), 0, 1);
    return new Failing(
        share, at < 0 ? Optional.empty() : Optional.of(LatencyModel.parse(text.substring(at + 1))));
  }
}
