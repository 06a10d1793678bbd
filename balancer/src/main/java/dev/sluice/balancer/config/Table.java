package dev.sluice.balancer.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The keys that a table may hold. A reader declares its table beside the code that reads it; what
 * is not declared is an unknown key to the user, and asking for it is a mistake in the reader.
 */
final class Table {

  private final String name;
  private final Map<String, Optional<Table>> own;
  private final List<Table> included;

  private Table(String name, Map<String, Optional<Table>> own, List<Table> included) {
    this.name = name;
    this.own = own;
    this.included = included;
  }

  /**
   * A table of plain keys.
   *
   * @param name as the reference calls it, such as {@code server.timeouts}
   */
  static Table of(String name, String... keys) {
    Map<String, Optional<Table>> own = new LinkedHashMap<>();
    for (String key : keys) {
      own.put(key, Optional.empty());
    }
    return new Table(name, own, List.of());
  }

  /** Adds a key whose value is a table, or an array of them. */
  Table with(String key, Table nested) {
    Map<String, Optional<Table>> more = new LinkedHashMap<>(own);
    more.put(key, Optional.of(nested));
    return new Table(name, more, included);
  }

  /** Adds the keys of another table, which several tables may share. */
  Table including(Table other) {
    List<Table> more = new ArrayList<>(included);
    more.add(other);
    return new Table(name, own, more);
  }

  String name() {
    return name;
  }

  /** The keys declared here, without the included ones. */
  Set<String> ownKeys() {
    return own.keySet();
  }

  /** Every key allowed, in the order of declaration. */
  Set<String> keys() {
    Set<String> keys = new LinkedHashSet<>(own.keySet());
    included.forEach(table -> keys.addAll(table.keys()));
    return keys;
  }

  /** The table declared for a key; empty for a plain key. */
  Optional<Table> nested(String key) {
    if (own.containsKey(key)) {
      return own.get(key);
    }
    return included.stream().flatMap(table -> table.nested(key).stream()).findFirst();
  }

  /** This table and all those below it or included in it, each once. */
  Set<Table> all() {
    Set<Table> all = new LinkedHashSet<>();
    all.add(this);
    own.values().forEach(nested -> nested.ifPresent(table -> all.addAll(table.all())));
    included.forEach(table -> all.addAll(table.all()));
    return all;
  }
}
