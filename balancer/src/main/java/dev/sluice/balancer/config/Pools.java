package dev.sluice.balancer.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The pools of a file: the named ones first, then the inline ones as they turn up. */
final class Pools {

  private final Names names = new Names();
  private final Set<String> inlineNames = new TreeSet<>();
  private final List<PoolConfig> pools = new ArrayList<>();

  void addNamed(TableReader table) {
    String name =
        table
            .required("name", Names.FORMAT)
            .map(found -> names.claim(found, table))
            .orElse(table.path());
    pools.add(PoolReader.read(name, table));
  }

  void addInline(String name, TableReader forward) {
    if (names.isTaken(name) || !inlineNames.add(name)) {
      forward.rejectTable(
          Text.message(
              "its pool is to be called " + Text.quote(name) + ", as another pool is",
              "another name for the pool, the rule or the server",
              Optional.empty()));
    }
    pools.add(PoolReader.read(name, forward));
  }

  /** The value of {@code pool}, if it is the name of a pool. */
  Optional<String> reference(TableReader forward) {
    Optional<String> name = forward.value("pool", Format.TEXT);
    if (name.isPresent() && !names.isTaken(name.get())) {
      forward.reject(
          "pool",
          "there is no pool " + Text.quote(name.get()),
          names.all().isEmpty() ? "the name of a [[pool]]" : Text.oneOf(names.all()),
          Suggestions.closest(name.get(), names.all()));
      return Optional.empty();
    }
    return name;
  }

  List<PoolConfig> all() {
    return List.copyOf(pools);
  }
}
