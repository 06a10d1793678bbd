package dev.sluice.balancer.config;

import dev.sluice.balancer.config.ForwardConfig.Hello;
import dev.sluice.balancer.config.ForwardConfig.Match;
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
      Table.of("server.forward", "name", "host", "path", "method", "header", "query", "sni", "alpn")
          .including(DestinationReader.TABLE)
          .including(PolicyReader.TABLE);

  private static final List<String> OF_REQUESTS =
      List.of("host", "path", "method", "header", "query");
  private static final List<String> OF_HELLO = List.of("sni", "alpn");
  private static final Format<String> ALPN =
      new Format<>("the name of a protocol such as \"h2\" or \"http/1.1\"", ForwardReader::alpn);

  private final DestinationReader destinations;
  private final PolicyReader policies;

  ForwardReader(Pools pools) {
    this.destinations = new DestinationReader(pools);
    this.policies = new PolicyReader(pools);
  }

  /**
   * What rules have to know of their server.
   *
   * @param tls whether it is ended there
   */
  record Context(String name, Protocol protocol, Timeouts timeouts, boolean tls) {}

  List<ForwardConfig> read(TableReader table, Context server) {
    Names names = new Names();
    List<ForwardConfig> forwards = new ArrayList<>();
    List<TableReader> tables = table.requiredTables("forward", "at least one [[server.forward]]");
    Optional<TableReader> catchAll = Optional.empty();
    for (int i = 0; i < tables.size(); i++) {
      TableReader forward = tables.get(i);
      if (server.protocol() != Protocol.HTTP && OF_HELLO.stream().noneMatch(forward::has)) {
        catchAll.ifPresent(first -> rejectSecond(forward, first, server.protocol()));
        catchAll = Optional.of(forward);
      }
      String name = name(forward, String.valueOf(i + 1), names);
      read(forward, name, server).ifPresent(forwards::add);
    }
    return List.copyOf(forwards);
  }

  private static void rejectSecond(TableReader forward, TableReader first, Protocol protocol) {
    forward.rejectTable(
        Text.message(
            "nothing is left for it: "
                + first.path()
                + " takes every "
                + (protocol == Protocol.UDP ? "client" : "connection"),
            protocol == Protocol.UDP
                ? "one rule"
                : "one rule without " + String.join(" and ", OF_HELLO) + ", or protocol = \"http\"",
            Optional.empty()));
  }

  private static String name(TableReader table, String standard, Names names) {
    Optional<String> given = table.value("name", Names.FORMAT);
    if (given.isEmpty() && table.has("name")) {
      return table.path();
    }
    return names.claim(given.orElse(standard), table);
  }

  private Optional<ForwardConfig> read(TableReader table, String name, Context server) {
    Match match =
        new Match(
            conditions(table, "host", HostNames.PATTERN),
            conditions(table, "path", PathPatterns.PATTERN),
            RequestConditions.read(table),
            new Hello(
                conditions(table, "sni", HostNames.PATTERN), conditions(table, "alpn", ALPN)));
    OF_REQUESTS.forEach(key -> Misplaced.rejectUnlessHttp(table, key, server.protocol()));
    OF_HELLO.forEach(key -> Misplaced.rejectUnlessTcp(table, key, server.protocol()));
    if (server.tls() && server.protocol() == Protocol.TCP && table.has("alpn")) {
      table.rejectKey(
          "alpn",
          Text.message(
              "not possible on a server that ends TLS, as it agrees on no protocol",
              "no alpn, or no tls of the server",
              Optional.empty()));
    }
    Optional<Destination> destination =
        destinations.read(table, server.name() + "." + name, server.protocol());
    Policy policy =
        policies.read(
            table,
            server.protocol(),
            destination.map(DestinationReader::pools).orElse(Set.of()),
            server.timeouts().request());
    return destination.map(found -> new ForwardConfig(name, match, found, policy));
  }

  static List<String> conditions(TableReader table, String key, Format<String> format) {
    Optional<List<String>> values = table.values(key, format);
    if (values.isPresent() && values.get().isEmpty()) {
      table.reject(key, "empty", "at least one, or no " + key + " at all to match every one");
    }
    return List.copyOf(values.orElse(List.of()));
  }

  // RFC 7301 section 3.1: up to 255 bytes; all registered names are visible ASCII
  private static String alpn(String text) throws InvalidValue {
    if (text.isEmpty() || text.length() > 255 || text.chars().anyMatch(c -> c < '!' || c > '~')) {
      throw new InvalidValue(Text.quote(text) + " is not the name of a protocol");
    }
    return text;
  }
}
