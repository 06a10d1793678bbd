package dev.sluice.balancer.config;

import dev.sluice.balancer.config.Destination.Respond;
import dev.sluice.balancer.config.Destination.Split;
import dev.sluice.balancer.config.Destination.ToPool;
import dev.sluice.balancer.config.ServerConfig.Protocol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the one destination of a forward rule. */
final class DestinationReader {

  private static final Table RESPOND =
      Table.of("server.forward.respond", "status", "body", "content-type");

  private static final Table SPLIT = Table.of("server.forward.split", "pool", "weight");

  /** The keys of a forward rule that this reads. */
  static final Table TABLE =
      Table.of("server.forward", "pool")
          .with("split", SPLIT)
          .with("static", StaticReader.TABLE)
          .with("respond", RESPOND)
          .with("redirect", RedirectReader.TABLE)
          .including(PoolReader.MEMBERS);

  /** The destinations that are pools. */
  static final List<String> POOL_KEYS = List.of("pool", "backends", "split");

  private static final List<String> KEYS =
      List.of("pool", "backends", "split", "static", "respond", "redirect");
  private static final List<String> HTTP_ONLY = List.of("static", "respond", "redirect");

  // RFC 9110 sections 6.4.1 and 15.3.6
  private static final Set<Integer> WITHOUT_BODY = Set.of(204, 205, 304);
  private static final Pattern MEDIA_TYPE =
      Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+/[!#$%&'*+.^_`|~0-9A-Za-z-]+(?: *;[ -~]*)?");
  private static final Format<String> CONTENT_TYPE =
      new Format<>("a media type such as \"text/plain\"", DestinationReader::mediaType);

  private final Pools pools;

  DestinationReader(Pools pools) {
    this.pools = pools;
  }

  /**
   * Reads whatever destinations are there, so that all mistakes show, and takes the first.
   *
   * @param inlineName what a pool inside the rule is called
   */
  Optional<Destination> read(TableReader forward, String inlineName, Protocol protocol) {
    List<String> allowed =
        protocol == Protocol.HTTP
            ? KEYS
            : KEYS.stream().filter(key -> !HTTP_ONLY.contains(key)).toList();
    List<String> given = KEYS.stream().filter(forward::has).toList();
    if (given.isEmpty()) {
      forward.rejectTable(
          Text.message("no destination", "exactly " + Text.oneOf(allowed), Optional.empty()));
      return Optional.empty();
    }
    for (String key : given) {
      String wrong =
          !allowed.contains(key)
              ? "not possible on a server of protocol " + protocol.id()
              : "a destination beside " + given.get(0);
      if (!allowed.contains(key) || !key.equals(given.get(0))) {
        forward.rejectKey(
            key, Text.message(wrong, "exactly " + Text.oneOf(allowed), Optional.empty()));
      }
    }
    if (!forward.has("backends")) {
      PoolReader.MEMBERS.keys().stream()
          .filter(forward::has)
          .forEach(key -> rejectWithoutBackends(forward, key));
    }
    Optional<Destination> first =
        given.stream().map(key -> read(key, forward, inlineName)).toList().get(0);
    first.map(DestinationReader::pools).orElse(Set.of()).stream()
        .forEach(pool -> pools.use(pool, protocol, forward));
    return first;
  }

  private static void rejectWithoutBackends(TableReader forward, String key) {
    forward.rejectKey(
        key,
        Text.message(
            "belongs to backends, which this rule does not have",
            key + " in the [[pool]], or beside backends",
            Optional.empty()));
  }

  /** The names of the pools that a destination sends to. */
  static Set<String> pools(Destination destination) {
    if (destination instanceof ToPool toPool) {
      return Set.of(toPool.pool());
    }
    return destination instanceof Split split
        ? split.parts().stream().map(Split.Part::pool).collect(Collectors.toSet())
        : Set.of();
  }

  private Optional<Destination> read(String key, TableReader forward, String inlineName) {
    return switch (key) {
      case "pool" -> pools.reference(forward).map(ToPool::new);
      case "split" -> split(forward);
      case "static" -> forward.table(key).flatMap(StaticReader::read);
      case "respond" -> forward.table(key).map(DestinationReader::answer);
      case "redirect" -> forward.table(key).flatMap(RedirectReader::read);
      default -> {
        pools.addInline(inlineName, forward);
        yield Optional.of(new ToPool(inlineName));
      }
    };
  }

  private Optional<Destination> split(TableReader forward) {
    Map<String, TableReader> seen = new HashMap<>();
    List<Split.Part> parts = new ArrayList<>();
    boolean used = false;
    List<TableReader> tables = forward.requiredTables("split", "at least one { pool = … }");
    for (TableReader table : tables) {
      Optional<String> pool = pools.reference(table);
      int weight = table.integer("weight", 0, 65535).orElse(1);
      used |= weight > 0;
      pool.ifPresent(
          name -> {
            parts.add(new Split.Part(name, weight));
            rejectSecond(name, table, seen);
          });
    }
    if (!used && !tables.isEmpty()) {
      forward.reject("split", "all weights are 0", "at least one weight above 0");
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(new Split(parts));
  }

  private static void rejectSecond(String pool, TableReader table, Map<String, TableReader> seen) {
    TableReader first = seen.putIfAbsent(pool, table);
    if (first != null) {
      table.reject(
          "pool",
          Text.quote(pool) + " is the pool of " + first.path() + " too",
          "each pool once in a split");
    }
  }

  private static Destination answer(TableReader table) {
    int status = table.integer("status", 200, 599).orElse(200);
    String body = table.value("body", Format.TEXT).orElse("");
    String contentType = table.value("content-type", CONTENT_TYPE).orElse("text/plain");
    if (!body.isEmpty() && WITHOUT_BODY.contains(status)) {
      table.reject("body", "an answer with status " + status + " has no body", "no body here");
    }
    return new Respond(status, body, contentType);
  }

  private static String mediaType(String text) throws InvalidValue {
    if (!MEDIA_TYPE.matcher(text).matches()) {
      throw new InvalidValue(Text.quote(text) + " is not a media type");
    }
    return text;
  }
}
