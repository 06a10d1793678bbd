package dev.sluice.balancer.config;

import dev.sluice.balancer.config.ForwardConfig.Policy;
import dev.sluice.balancer.config.ServerConfig.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what a rule does beside sending requests to a pool. */
final class PolicyReader {

  private static final Table MIRROR = Table.of("server.forward.mirror", "pool", "share");

  /** The keys of a forward rule that this reads. */
  static final Table TABLE =
      Table.of("server.forward")
          .with("retry", RetryReader.TABLE)
          .with("mirror", MIRROR)
          .including(FilterReader.TABLE);

  private static final List<String> KEYS = List.of("retry", "mirror");

  private final Pools pools;

  PolicyReader(Pools pools) {
    this.pools = pools;
  }

  /**
   * @param destinations the pools that the rule sends to
   * @param request the deadline of an exchange, zero for none
   */
  Policy read(TableReader forward, Protocol protocol, Set<String> destinations, Duration request) {
    KEYS.forEach(key -> Misplaced.rejectUnlessHttp(forward, key, protocol));
    if (protocol == Protocol.HTTP && DestinationReader.POOL_KEYS.stream().noneMatch(forward::has)) {
      KEYS.stream().filter(forward::has).forEach(key -> rejectWithoutPool(forward, key));
    }
    return new Policy(
        forward
            .table("retry")
            .map(table -> RetryReader.read(table, request))
            .orElse(RetryConfig.DEFAULT),
        forward.table("mirror").flatMap(table -> mirror(table, destinations)),
        FilterReader.read(forward, protocol));
  }

  /** Reports a key that only requests to backends can make use of. */
  static void rejectWithoutPool(TableReader forward, String key) {
    forward.rejectKey(
        key,
        Text.message(
            "belongs to a pool, which this rule does not have",
            "no " + key + ", or " + Text.oneOf(DestinationReader.POOL_KEYS),
            Optional.empty()));
  }

  private Optional<MirrorConfig> mirror(TableReader table, Set<String> destinations) {
    Optional<String> pool = pools.reference(table);
    if (pool.isPresent() && destinations.contains(pool.get())) {
      table.reject(
          "pool",
          Text.quote(pool.get()) + " gets the requests themselves",
          "a pool that this rule does not send to");
    }
    double share = table.number("share", Numbers.SHARE).orElse(1.0);
    return pool.map(name -> new MirrorConfig(name, share));
  }
}
