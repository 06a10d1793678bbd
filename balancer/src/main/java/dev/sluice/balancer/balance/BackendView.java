package dev.sluice.balancer.balance;

import dev.sluice.balancer.config.Address;

/**
 * A backend at one moment, for the admin API.
 *
 * @param why it is in its state, for people
 * @param active leases that have not ended
 */
public record BackendView(
    Address address, BackendState state, String why, int weight, int active, Figures figures) {

  /**
   * Since it became a member.
   *
   * @param requests leases that have ended
   * @param failures of these, those that the backend is to blame for
   * @param latencyNanos peak-sensitive moving average of the time to the first byte; 0 while
   *     unknown
   */
  public record Figures(long requests, long failures, long latencyNanos) {}
}
