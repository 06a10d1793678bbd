package dev.sluice.balancer.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code [[pool]]}, and its keys where they stand inline in a forward rule. */
final class PoolReader {

  private static final Table BACKEND = Table.of("pool.backends", "address", "weight");

  /** What an inline pool may hold too. */
  static final Table MEMBERS = Table.of("pool", "algorithm").with("backends", BACKEND);

  static final Table TABLE = Table.of("pool", "name").including(MEMBERS);

  private static final Format<Algorithm> ALGORITHM =
      new Format<>(Text.oneOf(Algorithm.ids()), PoolReader::algorithm);

  private PoolReader() {}

  /** Reads all but the name. */
  static PoolConfig read(String name, TableReader table) {
    Algorithm algorithm = table.value("algorithm", ALGORITHM).orElse(Algorithm.ROUND_ROBIN);
    return new PoolConfig(name, algorithm, backends(table));
  }

  private static Algorithm algorithm(String text) throws InvalidValue {
    return Algorithm.parse(text)
        .orElseThrow(
            () ->
                new InvalidValue(
                    Text.quote(text) + " is unknown", Suggestions.closest(text, Algorithm.ids())));
  }

  private static List<BackendConfig> backends(TableReader pool) {
    List<BackendConfig> backends = new ArrayList<>();
    Map<String, TableReader> seen = new HashMap<>();
    for (TableReader table : pool.requiredTables("backends", "at least one { address = … }")) {
      Optional<Address> address = table.required("address", Addresses.REMOTE);
      int weight = table.integer("weight", 1, 65535).orElse(1);
      address.ifPresent(
          found -> {
            backends.add(new BackendConfig(found, weight));
            rejectSecond(found, table, seen);
          });
    }
    return List.copyOf(backends);
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
