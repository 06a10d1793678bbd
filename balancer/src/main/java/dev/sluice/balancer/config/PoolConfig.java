package dev.sluice.balancer.config;

import java.util.List;

/**
 * A pool, named or inline in a forward rule.
 *
 * @param name unique; an inline pool is called {@code SERVER.FORWARD}
 * @param backends in the order of the file, no address twice; at least one that is no backup unless
 *     they are discovered
 * @param requestHeaders of every request that goes to one of them, behind what a rule changes
 */
public record PoolConfig(
    String name,
    Algorithm algorithm,
    List<BackendConfig> backends,
    PoolPolicy policy,
    ConnectionsConfig connections,
    HeaderChanges requestHeaders) {

  /** A pool that changes no fields. */
  public PoolConfig(
      String name,
      Algorithm algorithm,
      List<BackendConfig> backends,
      PoolPolicy policy,
      ConnectionsConfig connections) {
    this(name, algorithm, backends, policy, connections, HeaderChanges.NONE);
  }

  /** A pool that keeps the default number of connections. */
  public PoolConfig(
      String name, Algorithm algorithm, List<BackendConfig> backends, PoolPolicy policy) {
    this(name, algorithm, backends, policy, ConnectionsConfig.DEFAULT);
  }

  /** A pool with the default policy. */
  public PoolConfig(String name, Algorithm algorithm, List<BackendConfig> backends) {
    this(name, algorithm, backends, PoolPolicy.DEFAULT);
  }

  /** The same pool with other members, as discovery finds them. */
  public PoolConfig withBackends(List<BackendConfig> members) {
    return new PoolConfig(name, algorithm, members, policy, connections, requestHeaders);
  }
}
