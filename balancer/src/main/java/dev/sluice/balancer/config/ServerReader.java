package dev.sluice.balancer.config;

import dev.sluice.balancer.config.ServerConfig.Limits;
import dev.sluice.balancer.config.ServerConfig.Protocol;
import dev.sluice.balancer.config.ServerConfig.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code [[server]]}: all of them, as they must not get in each other's way. */
final class ServerReader {

  private static final Table TIMEOUTS =
      Table.of("server.timeouts", "client-idle", "connect", "backend-idle", "request");
  private static final Table LIMITS = Table.of("server.limits", "max-header-size", "max-body-size");
  static final Table TABLE =
      Table.of("server", "name", "listen", "protocol")
          .with("timeouts", TIMEOUTS)
          .with("limits", LIMITS)
          .with("forward", ForwardReader.TABLE);

  private static final Format<Protocol> PROTOCOL =
      Format.oneOf(List.of(Protocol.values()), Protocol::id);
  private static final Format<Duration> CONNECT =
      Durations.between(Duration.ofMillis(1), Duration.ofHours(1));
  private static final Format<Long> HEADER_SIZE = Sizes.between(Sizes.KIB, Sizes.MIB);

  private record Listener(Address address, TableReader table) {}

  private final Names names = new Names();
  private final List<Listener> listeners = new ArrayList<>();
  private final ForwardReader forwards;

  ServerReader(Pools pools) {
    this.forwards = new ForwardReader(pools);
  }

  /** Empty when the address, without which there is no server, is missing or wrong. */
  Optional<ServerConfig> read(TableReader table) {
    Optional<Address> listen = table.required("listen", Addresses.LISTEN);
    listen.ifPresent(address -> rejectOverlap(address, table));
    String name = name(table, listen);
    // of an unknown protocol, everything may be right
    Protocol protocol =
        table
            .value("protocol", PROTOCOL)
            .orElse(table.has("protocol") ? Protocol.HTTP : Protocol.TCP);
    Timeouts timeouts = timeouts(table.table("timeouts"), protocol);
    Limits limits = limits(table.table("limits"));
    if (protocol == Protocol.TCP) {
      HttpOnly.reject(table, "limits");
    }
    List<ForwardConfig> rules =
        forwards.read(table, new ForwardReader.Context(name, protocol, timeouts));
    return listen.map(
        address -> new ServerConfig(name, address, protocol, timeouts, limits, rules));
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
    // possible with port 0
    for (int i = 2; listen.get().port() == 0 && names.isTaken(free); i++) {
      free = address + "#" + i;
    }
    return names.claim(free, table);
  }

  private void rejectOverlap(Address address, TableReader table) {
    listeners.stream()
        .filter(other -> Addresses.overlap(other.address(), address))
        .findFirst()
        .ifPresent(
            other ->
                table.reject(
                    "listen",
                    Text.quote(address.toString())
                        + " is in use: "
                        + other.table().path()
                        + " listens on "
                        + Text.quote(other.address().toString()),
                    "an address that no other server listens on"));
    listeners.add(new Listener(address, table));
  }

  private static Timeouts timeouts(Optional<TableReader> table, Protocol protocol) {
    Duration idle = protocol == Protocol.HTTP ? Duration.ofSeconds(60) : Duration.ofMinutes(10);
    Format<Duration> format = Durations.orNone();
    if (protocol == Protocol.TCP) {
      table.ifPresent(t -> HttpOnly.reject(t, "request"));
    }
    return new Timeouts(
        table.flatMap(t -> t.value("client-idle", format)).orElse(idle),
        table.flatMap(t -> t.value("connect", CONNECT)).orElse(Duration.ofSeconds(2)),
        table.flatMap(t -> t.value("backend-idle", format)).orElse(idle),
        table.flatMap(t -> t.value("request", format)).orElse(Duration.ZERO));
  }

  private static Limits limits(Optional<TableReader> table) {
    long header =
        table.flatMap(t -> t.value("max-header-size", HEADER_SIZE)).orElse(16 * Sizes.KIB);
    long body = table.flatMap(t -> t.value("max-body-size", Sizes.orUnlimited())).orElse(0L);
    return new Limits((int) header, body);
  }
}
