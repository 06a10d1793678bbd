package dev.sluice.balancer.config;

/**
 * One member of a pool.
 *
 * @param weight share relative to the others, 1 to 65535
 * @param maxConnections leases at one time, 0 for no limit; what the pool sets for all its backends
 *     is already in it
 * @param backup used only while no other backend of the pool is usable
 */
public record BackendConfig(Address address, int weight, int maxConnections, boolean backup) {

  /** A primary backend without a limit. */
  public BackendConfig(Address address, int weight) {
    this(address, weight, 0, false);
  }
}
