package dev.sluice.balancer.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the {@code backends} of a pool. */
final class BackendsReader {

  static final Table TABLE =
      Table.of("pool.backends", "address", "weight", "max-connections", "backup");

  /** The highest limit of connections to one backend. */
  static final int MOST_CONNECTIONS = 1_000_000;

  private BackendsReader() {}

  /**
   * @param maxConnections the pool's for each backend, 0 for no limit
   */
  static List<BackendConfig> read(TableReader pool, int maxConnections) {
    List<BackendConfig> backends = new ArrayList<>();
    Map<String, TableReader> seen = new HashMap<>();
    boolean primary = false;
    List<TableReader> tables = pool.requiredTables("backends", "at least one { address = … }");
    for (TableReader table : tables) {
      Optional<Address> address = table.required("address", Addresses.REMOTE);
      int weight = table.integer("weight", 1, 65535).orElse(1);
      int own = table.integer("max-connections", 0, MOST_CONNECTIONS).orElse(0);
      boolean backup = table.flag("backup").orElse(false);
      primary |= !backup;
      int limit = lower(own, maxConnections);
      address.ifPresent(
          found -> {
            backends.add(new BackendConfig(found, weight, limit, backup));
            rejectSecond(found, table, seen);
          });
    }
    if (!primary && !tables.isEmpty()) {
      pool.reject(
          "backends",
          "all of them are backups, which only stand in for others",
          "at least one without backup = true");
    }
    return List.copyOf(backends);
  }

  // 0 is no limit
  private static int lower(int a, int b) {
    return a == 0 || b == 0 ? Math.max(a, b) : Math.min(a, b);
  }

  private static void rejectSecond(
      Address address, TableReader table, Map<String, TableReader> seen) {
    TableReader first = seen.putIfAbsent(Addresses.canonical(address), table);
    if (first != null) {
      table.reject(
          "address",
          Text.quote(address.toString()) + " is the address of " + first.path() + " too",
          "each address once in a pool");
    }
  }
}
