package dev.sluice.balancer.config;

import dev.sluice.balancer.config.ConnectionsConfig.Protocol;
import dev.sluice.balancer.config.ConnectionsConfig.ProxyProtocol;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads {@code [[pool]]}, and its keys where they stand inline in a forward rule. */
final class PoolReader {

  private static final Table CONNECTIONS =
      Table.of(
          "pool.connections", "max-per-backend", "max-idle", "max-age", "queue", "queue-timeout");

  /** What an inline pool may hold too. */
  static final Table MEMBERS =
      Table.of(
              "pool",
              "algorithm",
              "slow-start",
              "panic-threshold",
              "protocol",
              "send-proxy-protocol")
          .with("backends", BackendsReader.TABLE)
          .including(AffinityReader.TABLE)
          .with("health", HealthReader.TABLE)
          .with("outlier", OutlierReader.TABLE)
          .with("connections", CONNECTIONS)
          .with("tls", PoolTlsReader.TABLE);

  static final Table TABLE =
      Table.of("pool", "name")
          .including(MEMBERS)
          .with("request-headers", HeaderChangesReader.table("pool.request-headers"));

  private static final Format<Algorithm> ALGORITHM =
      new Format<>(Text.oneOf(Algorithm.ids()), PoolReader::algorithm);
  private static final Format<Duration> SLOW_START =
      Durations.between(Duration.ZERO, Duration.ofHours(24));
  private static final Format<Duration> QUEUE_TIMEOUT =
      Durations.between(Duration.ofMillis(1), Duration.ofHours(1));
  private static final Format<Duration> MAX_AGE =
      Durations.zeroOr(Duration.ofSeconds(1), Durations.LONGEST, "none");

  private static final Format<Protocol> PROTOCOL =
      Format.oneOf(List.of(Protocol.values()), Protocol::id);
  private static final Format<ProxyProtocol> PROXY_PROTOCOL =
      Format.oneOf(List.of(ProxyProtocol.values()), ProxyProtocol::id);
  private static final List<String> UDP_LACKS = List.of("protocol", "send-proxy-protocol", "tls");

  private PoolReader() {}

  /** Reads what only a pool under its own header has, as a rule has a key of that name too. */
  static HeaderChanges requestHeaders(TableReader pool) {
    return pool.table("request-headers").map(HeaderChangesReader::read).orElse(HeaderChanges.NONE);
  }

  /** Reads all but the name. */
  static PoolConfig read(String name, TableReader table, HeaderChanges requestHeaders) {
    Optional<Algorithm> algorithm = table.value("algorithm", ALGORITHM);
    boolean known = algorithm.isPresent() || !table.has("algorithm");
    Algorithm chosen = algorithm.orElse(Algorithm.ROUND_ROBIN);
    Optional<TableReader> connections = table.table("connections");
    PoolPolicy policy =
        new PoolPolicy(
            table.number("panic-threshold", Numbers.SHARE).orElse(0.0),
            table.value("slow-start", SLOW_START).orElse(Duration.ZERO),
            table.table("health").map(HealthReader::read),
            table.table("outlier").map(OutlierReader::read).orElse(OutlierConfig.DEFAULT),
            connections.map(PoolReader::queue).orElse(QueueConfig.DEFAULT),
            AffinityReader.read(table, known ? Optional.of(chosen) : Optional.empty()));
    List<BackendConfig> backends =
        BackendsReader.read(table, connections.map(PoolReader::maxPerBackend).orElse(0));
    PoolConfig config =
        new PoolConfig(
            name,
            chosen,
            backends,
            policy,
            new ConnectionsConfig(
                connections
                    .flatMap(PoolReader::maxIdle)
                    .orElse(ConnectionsConfig.DEFAULT.maxIdle()),
                connections.flatMap(PoolReader::maxAge).orElse(ConnectionsConfig.DEFAULT.maxAge()),
                table.value("protocol", PROTOCOL).orElse(Protocol.HTTP1),
                table.value("send-proxy-protocol", PROXY_PROTOCOL).orElse(ProxyProtocol.OFF),
                table.table("tls").map(PoolTlsReader::read)),
            requestHeaders);
    rejectPortOfSocket(table, config);
    requireFitting(table, config.connections());
    return config;
  }

  /** Reports what can't be had together with HTTP/2. */
  private static void requireFitting(TableReader table, ConnectionsConfig connections) {
    Protocol protocol = connections.protocol();
    if (protocol == Protocol.H2 && !table.has("tls")) {
      rejectProtocol(table, "h2 is HTTP/2 over TLS", "a table tls beside it, or h2c without TLS");
    }
    if (protocol == Protocol.H2C && table.has("tls")) {
      rejectProtocol(table, "h2c is HTTP/2 without TLS", "h2, or no table tls");
    }
    if (protocol != Protocol.HTTP1 && connections.proxyProtocol() != ProxyProtocol.OFF) {
      table.rejectKey(
          "send-proxy-protocol",
          Text.message(
              "not possible with protocol "
                  + protocol.id()
                  + ", whose connections serve many clients",
              "no send-proxy-protocol, or protocol http1",
              Optional.empty()));
    }
  }

  /** Reports changes of requests, in a pool that gets connections. */
  static void rejectWithoutRequests(
      TableReader pool, PoolConfig config, ServerConfig.Protocol protocol, TableReader rule) {
    if (!config.requestHeaders().isEmpty()) {
      pool.rejectKey(
          "request-headers",
          Text.message(
              "not possible with protocol " + protocol.id() + ", which " + rule.path() + " is of",
              "no request-headers, or rules of protocol http only",
              Optional.empty()));
    }
  }

  private static void rejectProtocol(TableReader table, String wrong, String expected) {
    table.rejectKey("protocol", Text.message(wrong, expected, Optional.empty()));
  }

  /** Reports what a pool can't do with datagrams. */
  static void rejectForUdp(TableReader pool, PoolConfig config, TableReader rule) {
    String wrong = "not possible with protocol udp, which " + rule.path() + " is of";
    UDP_LACKS.stream()
        .filter(pool::has)
        .forEach(
            key ->
                pool.rejectKey(
                    key,
                    Text.message(
                        wrong, "no " + key + ", or rules of other protocols", Optional.empty())));
    if (config.backends().stream().anyMatch(backend -> backend.address().isUnix())) {
      pool.reject("backends", "a Unix domain socket is " + wrong, "addresses with host and port");
    }
  }

  /** Reports checks of a pool that only datagrams go to, if they don't say which port they want. */
  static void requireHealthPort(TableReader pool, PoolConfig config) {
    if (config.policy().health().filter(health -> health.what().port().isEmpty()).isPresent()) {
      pool.rejectKey(
          "health",
          Text.message(
              "no check can be made of a port that speaks udp",
              "port in it, of a service beside it that speaks tcp or http",
              Optional.empty()));
    }
  }

  private static void rejectPortOfSocket(TableReader pool, PoolConfig config) {
    boolean port = config.policy().health().flatMap(health -> health.what().port()).isPresent();
    if (port && config.backends().stream().anyMatch(backend -> backend.address().isUnix())) {
      pool.rejectKey(
          "health",
          Text.message(
              "a Unix domain socket has no other ports to check",
              "no port in it, or backends with host and port",
              Optional.empty()));
    }
  }

  private static Algorithm algorithm(String text) throws InvalidValue {
    return Algorithm.parse(text)
        .orElseThrow(
            () ->
                new InvalidValue(
                    Text.quote(text) + " is unknown", Suggestions.closest(text, Algorithm.ids())));
  }

  private static int maxPerBackend(TableReader table) {
    return table.integer("max-per-backend", 0, BackendsReader.MOST_CONNECTIONS).orElse(0);
  }

  private static QueueConfig queue(TableReader table) {
    QueueConfig standard = QueueConfig.DEFAULT;
    return new QueueConfig(
        table.integer("queue", 0, 1_000_000).orElse(standard.size()),
        table.value("queue-timeout", QUEUE_TIMEOUT).orElse(standard.timeout()));
  }

  private static Optional<Integer> maxIdle(TableReader table) {
    return table.integer("max-idle", 0, 65536);
  }

  private static Optional<Duration> maxAge(TableReader table) {
    return table.value("max-age", MAX_AGE);
  }
}
