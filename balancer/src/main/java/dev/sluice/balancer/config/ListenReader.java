package dev.sluice.balancer.config;

import dev.sluice.balancer.config.ListenConfig.ConnectionLimit;
import dev.sluice.balancer.config.ListenConfig.SocketConfig;
import dev.sluice.balancer.config.ListenConfig.Trust;
import dev.sluice.balancer.config.ListenConfig.WhenFull;
import dev.sluice.balancer.config.ServerConfig.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads where servers listen: all of them, as they must not get in each other's way. */
final class ListenReader {

  private static final Table SOCKET =
      Table.of("server.socket", "backlog", "keep-alive", "no-delay");

  /** The keys of a server that this reads, beside {@code listen}. */
  static final Table TABLE =
      Table.of("server", "max-connections", "when-full", "proxy-protocol", "trusted-proxies")
          .with("socket", SOCKET)
          .with("tls", ServerTlsReader.TABLE);

  private static final Format<WhenFull> WHEN_FULL =
      Format.oneOf(List.of(WhenFull.values()), WhenFull::id);

  private record Taken(Address address, Protocol protocol, TableReader table) {}

  private final List<Taken> taken = new ArrayList<>();

  /** Empty when there is no right address. */
  Optional<ListenConfig> read(TableReader table, Protocol protocol) {
    Optional<List<Address>> addresses = addresses(table);
    addresses.ifPresent(found -> claim(found, protocol, table));
    if (protocol == Protocol.UDP) {
      addresses
          .filter(found -> found.stream().anyMatch(Address::isUnix))
          .ifPresent(found -> rejectUnix(table));
      List.of("when-full", "proxy-protocol", "trusted-proxies", "socket", "tls")
          .forEach(key -> Misplaced.reject(table, key, protocol));
    }
    SocketConfig socket =
        table.table("socket").map(ListenReader::socket).orElse(SocketConfig.DEFAULT);
    ConnectionLimit limit =
        new ConnectionLimit(
            table
                .integer("max-connections", 0, BackendsReader.MOST_CONNECTIONS)
                .orElse(ConnectionLimit.MOST),
            table.value("when-full", WHEN_FULL).orElse(WhenFull.CLOSE));
    Trust trust = trust(table);
    Optional<ServerTlsConfig> tls = table.table("tls").map(ServerTlsReader::read);
    return addresses.map(found -> new ListenConfig(found, socket, limit, trust, tls));
  }

  private static void rejectUnix(TableReader table) {
    table.reject(
        "listen",
        "a Unix domain socket is not possible on a server of protocol udp",
        "an address with host and port");
  }

  private static Trust trust(TableReader table) {
    boolean header = table.flag("proxy-protocol").orElse(false);
    Optional<List<Network>> proxies = table.values("trusted-proxies", Networks.FORMAT);
    if (header && proxies.map(List::isEmpty).orElse(!table.has("trusted-proxies"))) {
      table.reject(
          "proxy-protocol",
          "nobody is trusted to send it",
          "trusted-proxies such as [\"10.0.0.0/8\"] beside it");
    }
    return new Trust(List.copyOf(proxies.orElse(List.of())), header);
  }

  private static Optional<List<Address>> addresses(TableReader table) {
    if (!table.has("listen")) {
      table.missing("listen", Addresses.LISTEN.expected());
    }
    Optional<List<Address>> addresses = table.values("listen", Addresses.LISTEN);
    if (addresses.isPresent() && addresses.get().isEmpty()) {
      table.reject("listen", "empty", "at least one address");
      return Optional.empty();
    }
    return addresses.map(List::copyOf);
  }

  private static SocketConfig socket(TableReader table) {
    SocketConfig standard = SocketConfig.DEFAULT;
    return new SocketConfig(
        table.integer("backlog", 1, 65535).orElse(standard.backlog()),
        table.flag("keep-alive").orElse(standard.keepAlive()),
        table.flag("no-delay").orElse(standard.noDelay()));
  }

  private void claim(List<Address> addresses, Protocol protocol, TableReader table) {
    for (int i = 0; i < addresses.size(); i++) {
      Address address = addresses.get(i);
      Optional<Taken> clash =
          taken.stream()
              .filter(other -> (other.protocol() == Protocol.UDP) == (protocol == Protocol.UDP))
              .filter(other -> Addresses.overlap(other.address(), address))
              .findFirst();
      if (clash.isPresent()) {
        OptionalInt index = addresses.size() > 1 ? OptionalInt.of(i) : OptionalInt.empty();
        reject(address, index, clash.get(), table);
      }
      taken.add(new Taken(address, protocol, table));
    }
  }

  private static void reject(Address address, OptionalInt index, Taken other, TableReader table) {
    boolean own = other.table() == table;
    String wrong =
        Text.quote(address.toString())
            + " is in use: "
            + (own ? "this server" : other.table().path())
            + " listens on "
            + Text.quote(other.address().toString());
    String expected = own ? "each address once" : "an address that no other server listens on";
    if (index.isPresent()) {
      table.reject("listen", index.getAsInt(), wrong, expected);
    } else {
      table.reject("listen", wrong, expected);
    }
  }
}
