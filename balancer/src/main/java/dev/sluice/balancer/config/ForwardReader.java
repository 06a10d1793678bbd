package dev.sluice.balancer.config;

import dev.sluice.balancer.config.ServerConfig.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the {@code [[server.forward]]} rules of a server. */
final class ForwardReader {

  static final Table TABLE =
      Table.of("server.forward", "name", "host", "path").including(DestinationReader.TABLE);

  private static final List<String> CONDITIONS = List.of("host", "path");

  private final DestinationReader destinations;

  ForwardReader(Pools pools) {
    this.destinations = new DestinationReader(pools);
  }

  List<ForwardConfig> read(TableReader server, String serverName, Protocol protocol) {
    Names names = new Names();
    List<ForwardConfig> forwards = new ArrayList<>();
    List<TableReader> tables = server.requiredTables("forward", "at least one [[server.forward]]");
    for (int i = 0; i < tables.size(); i++) {
      TableReader table = tables.get(i);
      if (i > 0 && protocol == Protocol.TCP) {
        table.rejectTable(
            Text.message(
                "a second rule on a server of protocol tcp",
                "one rule, or protocol = \"http\"",
                Optional.empty()));
      }
      String name = name(table, String.valueOf(i + 1), names);
      read(table, name, serverName, protocol).ifPresent(forwards::add);
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

  private Optional<ForwardConfig> read(
      TableReader table, String name, String serverName, Protocol protocol) {
    List<String> hosts = conditions(table, "host", HostNames.PATTERN);
    List<String> paths = conditions(table, "path", PathPatterns.PATTERN);
    if (protocol == Protocol.TCP) {
      CONDITIONS.stream().filter(table::has).forEach(key -> rejectOnTcp(table, key));
    }
    return destinations
        .read(table, serverName + "." + name, protocol)
        .map(destination -> new ForwardConfig(name, hosts, paths, destination));
  }

  private static List<String> conditions(TableReader table, String key, Format<String> format) {
    Optional<List<String>> values = table.values(key, format);
    if (values.isPresent() && values.get().isEmpty()) {
      table.reject(key, "empty", "at least one, or no " + key + " at all to match every one");
    }
    return List.copyOf(values.orElse(List.of()));
  }

  private static void rejectOnTcp(TableReader table, String key) {
    table.rejectKey(
        key,
        Text.message(
            "not possible on a server of protocol tcp",
            "no " + key + ", or protocol = \"http\"",
            Optional.empty()));
  }
}
