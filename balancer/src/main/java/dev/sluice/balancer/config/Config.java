package dev.sluice.balancer.config;

import java.util.List;

/**
 * A whole, valid configuration: every reference in it resolves.
 *
 * @param pools named pools in the order of the file, then the inline ones
 */
public record Config(
    RuntimeConfig runtime,
    AccessLogConfig accessLog,
    List<ServerConfig> servers,
    List<PoolConfig> pools) {

  /** Whether it needs a transport that has Unix domain sockets. */
  public boolean usesUnixSockets() {
    return servers.stream()
            .flatMap(server -> server.listen().addresses().stream())
            .anyMatch(Address::isUnix)
        || pools.stream()
            .flatMap(pool -> pool.backends().stream())
            .anyMatch(backend -> backend.address().isUnix());
  }
}
