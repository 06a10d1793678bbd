package dev.sluice.balancer.config;

import dev.sluice.balancer.config.ServerConfig.Http2Limits;
import dev.sluice.balancer.config.ServerConfig.Limits;
import dev.sluice.balancer.config.ServerConfig.Protocol;
import dev.sluice.balancer.config.ServerConfig.Timeouts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads {@code [[server]]}. */
final class ServerReader {

  private static final Table TIMEOUTS =
      Table.of(
          "server.timeouts", "client-header", "client-idle", "connect", "backend-idle", "request");
  private static final Table LIMITS =
      Table.of(
          "server.limits",
          "max-header-size",
          "max-body-size",
          "max-concurrent-streams",
          "max-resets");
  static final Table TABLE =
      Table.of("server", "name", "listen", "protocol")
          .including(ListenReader.TABLE)
          .with("timeouts", TIMEOUTS)
          .with("limits", LIMITS)
          .with("forward", ForwardReader.TABLE);

  private static final Format<Protocol> PROTOCOL =
      Format.oneOf(List.of(Protocol.values()), Protocol::id);
  private static final Format<Duration> CONNECT =
      Durations.between(Duration.ofMillis(1), Duration.ofHours(1));
  private static final Format<Long> HEADER_SIZE = Sizes.between(Sizes.KIB, Sizes.MIB);

  private final Names names = new Names();
  private final ListenReader listens = new ListenReader();
  private final ForwardReader forwards;

  ServerReader(Pools pools) {
    this.forwards = new ForwardReader(pools);
  }

  /** Empty when the address, without which there is no server, is missing or wrong. */
  Optional<ServerConfig> read(TableReader table) {
    // of an unknown protocol, everything may be right
    Protocol protocol =
        table
            .value("protocol", PROTOCOL)
            .orElse(table.has("protocol") ? Protocol.HTTP : Protocol.TCP);
    Optional<ListenConfig> listen = listens.read(table, protocol);
    String name = name(table, listen.map(found -> found.addresses().get(0)));
    Timeouts timeouts = timeouts(table.table("timeouts"), protocol);
    Limits limits = limits(table.table("limits"));
    Misplaced.rejectUnlessHttp(table, "limits", protocol);
    List<ForwardConfig> rules =
        forwards.read(table, new ForwardReader.Context(name, protocol, timeouts, table.has("tls")));
    return listen.map(found -> new ServerConfig(name, found, protocol, timeouts, limits, rules));
  }

  private String name(TableReader table, Optional<Address> listen) {
    Optional<String> given = table.value("name", Names.FORMAT);
    if (given.isPresent()) {
      return names.claim(given.get(), table);
    }
    if (table.has("name") || listen.isEmpty()) {
      return table.path();
    }
    String address = listen.get().toString();
    String free = address;
    // possible with port 0, and with UDP beside TCP
    for (int i = 2; names.isTaken(free); i++) {
      free = address + "#" + i;
    }
    return names.claim(free, table);
  }

  private static Timeouts timeouts(Optional<TableReader> table, Protocol protocol) {
    Format<Duration> format = Durations.orNone();
    Duration idle = idle(protocol);
    table.ifPresent(
        t -> {
          Misplaced.rejectUnlessHttp(t, "request", protocol);
          List.of("client-header", "connect", "backend-idle").stream()
              .filter(key -> protocol == Protocol.UDP)
              .forEach(key -> Misplaced.reject(t, key, protocol));
        });
    return new Timeouts(
        table.flatMap(t -> t.value("client-header", format)).orElse(Duration.ofSeconds(10)),
        table.flatMap(t -> t.value("client-idle", format)).orElse(idle),
        table.flatMap(t -> t.value("connect", CONNECT)).orElse(Duration.ofSeconds(2)),
        table.flatMap(t -> t.value("backend-idle", format)).orElse(idle),
        table.flatMap(t -> t.value("request", format)).orElse(Duration.ZERO));
  }

  private static Duration idle(Protocol protocol) {
    return switch (protocol) {
      case HTTP -> Duration.ofSeconds(60);
      case TCP -> Duration.ofMinutes(10);
      case UDP -> Duration.ofSeconds(30);
    };
  }

  private static Limits limits(Optional<TableReader> table) {
    long header =
        table.flatMap(t -> t.value("max-header-size", HEADER_SIZE)).orElse(16 * Sizes.KIB);
    long body = table.flatMap(t -> t.value("max-body-size", Sizes.orUnlimited())).orElse(0L);
    Http2Limits standard = Http2Limits.DEFAULT;
    int streams =
        table
            .flatMap(t -> t.integer("max-concurrent-streams", 1, 10_000))
            .orElse(standard.streams());
    int resets =
        table.flatMap(t -> t.integer("max-resets", 1, 1_000_000)).orElse(standard.resets());
    return new Limits((int) header, body, new Http2Limits(streams, resets));
  }
}
