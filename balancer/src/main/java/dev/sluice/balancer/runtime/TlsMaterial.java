package dev.sluice.balancer.runtime;

import dev.sluice.balancer.config.Config;
import dev.sluice.balancer.config.ConnectionsConfig;
import dev.sluice.balancer.config.PoolConfig;
import dev.sluice.balancer.config.PoolTlsConfig;
import dev.sluice.balancer.config.ServerConfig;
import dev.sluice.balancer.config.ServerConfig.Protocol;
import dev.sluice.balancer.config.ServerTlsConfig;
import dev.sluice.balancer.net.tls.ClientTls;
import dev.sluice.balancer.net.tls.ServerTls;
import dev.sluice.balancer.net.tls.TlsException;
import dev.sluice.balancer.net.tls.TlsProvider;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The certificates and keys of all servers and pools. Safe to use from any thread once open. */
final class TlsMaterial implements AutoCloseable {

  private final Map<String, ServerTls> servers = new HashMap<>();
  private final Map<String, ClientTls> pools = new HashMap<>();

  private TlsMaterial() {}

  /**
   * Reads all files; blocks.
   *
   * @throws TlsException when one is of no use; nothing is left open then
   */
  static TlsMaterial open(Config config) throws TlsException {
    TlsMaterial material = new TlsMaterial();
    boolean complete = false;
    try {
      for (ServerConfig server : config.servers()) {
        material.open(server.name(), server.listen().tls(), alpn(server.protocol()));
      }
      for (PoolConfig pool : config.pools()) {
        material.openPool(pool.name(), pool.connections());
      }
      complete = true;
      return material;
    } finally {
      if (!complete) {
        material.close();
      }
    }
  }

  private static List<String> alpn(Protocol protocol) {
    return protocol == Protocol.HTTP ? List.of("h2", "http/1.1") : List.of();
  }

  private void open(String server, Optional<ServerTlsConfig> tls, List<String> alpn)
      throws TlsException {
    if (tls.isPresent()) {
      servers.put(server, ServerTls.open(server, tls.get(), alpn, TlsProvider.best()));
    }
  }

  private void openPool(String pool, ConnectionsConfig connections) throws TlsException {
    Optional<PoolTlsConfig> tls = connections.tls();
    List<String> alpn =
        connections.protocol() == ConnectionsConfig.Protocol.H2 ? List.of("h2") : List.of();
    if (tls.isPresent()) {
      pools.put(pool, ClientTls.open(pool, tls.get(), alpn, TlsProvider.best()));
    }
  }

  /** Of a server, if it ends TLS. */
  Optional<ServerTls> server(String name) {
    return Optional.ofNullable(servers.get(name));
  }

  /** Of a pool, if its backends speak TLS. */
  Optional<ClientTls> pool(String name) {
    return Optional.ofNullable(pools.get(name));
  }

  boolean isEmpty() {
    return servers.isEmpty() && pools.isEmpty();
  }

  /** Takes over files that have changed; blocks. To be called about once a second. */
  void refresh() {
    servers.values().forEach(ServerTls::refresh);
    pools.values().forEach(ClientTls::refresh);
  }

  @Override
  public void close() {
    servers.values().forEach(ServerTls::close);
    pools.values().forEach(ClientTls::close);
  }
}
