package dev.sluice.balancer.config;

import dev.sluice.balancer.config.ServerConfig.Protocol;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The pools of a file: the named ones first, then the inline ones as they turn up. */
final class Pools {

  private static final Format<String> NAME = new Format<>("the name of a [[pool]]", text -> text);

  private final Names names = new Names();
  private final Set<String> inlineNames = new TreeSet<>();
  private final Map<Protocol, Set<String>> used = new EnumMap<>(Protocol.class);
  private final List<PoolConfig> pools = new ArrayList<>();
  private final Map<String, Member> byName = new HashMap<>();

  private record Member(TableReader table, PoolConfig config) {}

  void addNamed(TableReader table) {
    String name =
        table
            .required("name", Names.FORMAT)
            .map(found -> names.claim(found, table))
            .orElse(table.path());
    add(name, table, PoolReader.requestHeaders(table));
  }

  void addInline(String name, TableReader forward) {
    if (names.isTaken(name) || !inlineNames.add(name)) {
      forward.rejectTable(
          Text.message(
              "its pool is to be called " + Text.quote(name) + ", as another pool is",
              "another name for the pool, the rule or the server",
              Optional.empty()));
    }
    // its request-headers are the rule's
    add(name, forward, HeaderChanges.NONE);
  }

  private void add(String name, TableReader table, HeaderChanges requestHeaders) {
    PoolConfig config = PoolReader.read(name, table, requestHeaders);
    pools.add(config);
    byName.put(name, new Member(table, config));
  }

  /** Reports, for its first rule of a protocol, what a pool can't do with that protocol. */
  void use(String name, Protocol protocol, TableReader rule) {
    Member member = byName.get(name);
    boolean first = used.computeIfAbsent(protocol, p -> new HashSet<>()).add(name);
    if (first && protocol != Protocol.HTTP) {
      AffinityReader.rejectWithoutRequests(
          member.table(), member.config().policy().affinity(), protocol, rule);
      PoolReader.rejectWithoutRequests(member.table(), member.config(), protocol, rule);
    }
    if (first && protocol == Protocol.UDP) {
      PoolReader.rejectForUdp(member.table(), member.config(), rule);
    }
  }

  /** Once all rules are read: reports what no use that was found can make sense of. */
  void complete() {
    byName.forEach(
        (name, member) -> {
          boolean udpOnly = isUsed(name, Protocol.UDP) && !isUsed(name, Protocol.TCP);
          if (udpOnly && !isUsed(name, Protocol.HTTP)) {
            PoolReader.requireHealthPort(member.table(), member.config());
          }
        });
  }

  private boolean isUsed(String name, Protocol protocol) {
    return used.getOrDefault(protocol, Set.of()).contains(name);
  }

  /** The value of {@code pool}, which must be there, if it is the name of a pool. */
  Optional<String> reference(TableReader table) {
    Optional<String> name = table.required("pool", NAME);
    if (name.isPresent() && !names.isTaken(name.get())) {
      table.reject(
          "pool",
          "there is no pool " + Text.quote(name.get()),
          names.all().isEmpty() ? NAME.expected() : Text.oneOf(names.all()),
          Suggestions.closest(name.get(), names.all()));
      return Optional.empty();
    }
    return name;
  }

  List<PoolConfig> all() {
    return List.copyOf(pools);
  }
}
