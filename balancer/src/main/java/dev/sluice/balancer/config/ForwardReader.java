package dev.sluice.balancer.config;

import dev.sluice.balancer.config.ForwardConfig.Policy;
import dev.sluice.balancer.config.ServerConfig.Protocol;
import dev.sluice.balancer.config.ServerConfig.Timeouts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the {@code [[server.forward]]} rules of a server. */
final class ForwardReader {

  static final Table TABLE =
      Table.of("server.forward", "name", "host", "path")
          .including(DestinationReader.TABLE)
          .including(PolicyReader.TABLE);

  private static final List<String> CONDITIONS = List.of("host", "path");

  private final DestinationReader destinations;
  private final PolicyReader policies;

  ForwardReader(Pools pools) {
    this.destinations = new DestinationReader(pools);
    this.policies = new PolicyReader(pools);
  }

  /** What rules have to know of their server. */
  record Context(String name, Protocol protocol, Timeouts timeouts) {}

  List<ForwardConfig> read(TableReader table, Context server) {
    Names names = new Names();
    List<ForwardConfig> forwards = new ArrayList<>();
    List<TableReader> tables = table.requiredTables("forward", "at least one [[server.forward]]");
    for (int i = 0; i < tables.size(); i++) {
      TableReader forward = tables.get(i);
      if (i > 0 && server.protocol() == Protocol.TCP) {
        forward.rejectTable(
            Text.message(
                "a second rule on a server of protocol tcp",
                "one rule, or protocol = \"http\"",
                Optional.empty()));
      }
      String name = name(forward, String.valueOf(i + 1), names);
      read(forward, name, server).ifPresent(forwards::add);
    }
    return List.copyOf(forwards);
  }

  private static String name(TableReader table, String standard, Names names) {
    Optional<String> given = table.value("name", Names.FORMAT);
    if (given.isEmpty() && table.has("name")) {
      return table.path();
    }
    return names.claim(given.orElse(standard), table);
  }

  private Optional<ForwardConfig> read(TableReader table, String name, Context server) {
    List<String> hosts = conditions(table, "host", HostNames.PATTERN);
    List<String> paths = conditions(table, "path", PathPatterns.PATTERN);
    if (server.protocol() == Protocol.TCP) {
      CONDITIONS.forEach(key -> HttpOnly.reject(table, key));
    }
    Optional<Destination> destination =
        destinations.read(table, server.name() + "." + name, server.protocol());
    Policy policy =
        policies.read(
            table,
            server.protocol(),
            destination.map(DestinationReader::pools).orElse(Set.of()),
            server.timeouts().request());
    return destination.map(found -> new ForwardConfig(name, hosts, paths, found, policy));
  }

  private static List<String> conditions(TableReader table, String key, Format<String> format) {
    Optional<List<String>> values = table.values(key, format);
    if (values.isPresent() && values.get().isEmpty()) {
      table.reject(key, "empty", "at least one, or no " + key + " at all to match every one");
    }
    return List.copyOf(values.orElse(List.of()));
  }
}
