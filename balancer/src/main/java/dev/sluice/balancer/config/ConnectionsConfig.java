package dev.sluice.balancer.config;

/**
 * Connections that a pool keeps to its backends.
 *
 * @param maxIdle kept open to one backend while no exchange uses them, 0 to 65536; only of use to
 *     protocols whose connections serve more than one exchange
 */
public record ConnectionsConfig(int maxIdle) {

  /** 128 for each backend. */
  public static final ConnectionsConfig DEFAULT = new ConnectionsConfig(128);
}
