package dev.sluice.balancer.config;

import dev.sluice.balancer.config.AffinityConfig.HashKey;
import dev.sluice.balancer.config.AffinityConfig.Sticky;
import dev.sluice.balancer.config.ServerConfig.Protocol;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Reads what keeps a client with its backend. */
final class AffinityReader {

  private static final Table STICKY = Table.of("pool.sticky", "cookie", "ttl", "secret");

  /** The keys of a pool that this reads. */
  static final Table TABLE = Table.of("pool", "hash-key", "load-factor").with("sticky", STICKY);

  private static final Set<Algorithm> KEYED = Set.of(Algorithm.CONSISTENT_HASH, Algorithm.MAGLEV);
  private static final Format<HashKey> HASH_KEY =
      new Format<>("one of client-ip, path, header:NAME, cookie:NAME", AffinityReader::hashKey);
  private static final Numbers LOAD_FACTOR =
      new Numbers("a number above 1, up to 10", number -> number > 1 && number <= 10);
  private static final Format<String> COOKIE =
      new Format<>(
          "the name of a cookie: letters, digits and any of !#$%&'*+-.^_`|~",
          AffinityReader::cookie);
  private static final Format<Duration> TTL =
      Durations.zeroOr(
          Duration.ofSeconds(1), Durations.LONGEST, "as long as the browser's session");
  private static final Format<String> SECRET =
      new Format<>("a string of at least 16 characters", AffinityReader::secret);

  private AffinityReader() {}

  /**
   * @param algorithm empty when it is not known
   */
  static AffinityConfig read(TableReader pool, Optional<Algorithm> algorithm) {
    AffinityConfig standard = AffinityConfig.DEFAULT;
    Optional<HashKey> key = pool.value("hash-key", HASH_KEY);
    // the default may be written down anywhere
    if (algorithm.isPresent()
        && !KEYED.contains(algorithm.get())
        && key.isPresent()
        && !key.get().equals(standard.key())) {
      rejectUnused(pool, "hash-key", algorithm.get(), "consistent-hash or maglev");
    }
    if (algorithm.isPresent() && algorithm.get() != Algorithm.CONSISTENT_HASH) {
      rejectUnused(pool, "load-factor", algorithm.get(), "consistent-hash");
    }
    return new AffinityConfig(
        key.orElse(standard.key()),
        pool.number("load-factor", LOAD_FACTOR).orElse(standard.loadFactor()),
        pool.table("sticky").flatMap(AffinityReader::sticky));
  }

  private static void rejectUnused(
      TableReader pool, String key, Algorithm algorithm, String users) {
    if (pool.has(key)) {
      pool.rejectKey(
          key,
          Text.message(
              "not used by algorithm " + algorithm.id(),
              "no " + key + ", or algorithm " + users,
              Optional.empty()));
    }
  }

  /**
   * Reports what needs requests, in a pool that gets connections.
   *
   * @param rule the one that sends them
   */
  static void rejectWithoutRequests(
      TableReader pool, AffinityConfig affinity, Protocol protocol, TableReader rule) {
    String wrong =
        "not possible with protocol " + protocol.id() + ", which " + rule.path() + " is of";
    if (affinity.key().source() != HashKey.Source.CLIENT_IP) {
      pool.reject("hash-key", wrong, "client-ip, or rules of protocol http only");
    }
    if (pool.has("sticky")) {
      pool.rejectKey(
          "sticky",
          Text.message(wrong, "no sticky, or rules of protocol http only", Optional.empty()));
    }
  }

  private static Optional<Sticky> sticky(TableReader table) {
    Optional<String> cookie = table.required("cookie", COOKIE);
    Duration ttl = table.value("ttl", TTL).orElse(Duration.ZERO);
    Optional<String> secret = table.value("secret", SECRET);
    return cookie.map(name -> new Sticky(name, ttl, secret));
  }

  private static HashKey hashKey(String text) throws InvalidValue {
    Optional<HashKey> key = HashKey.parse(text);
    if (key.isEmpty()) {
      throw new InvalidValue(
          Text.quote(text) + " is unknown", Suggestions.closest(text, Set.of("client-ip", "path")));
    }
    String name = key.get().name();
    if (!name.isEmpty() && !Tokens.isToken(name)) {
      throw new InvalidValue(Text.quote(text) + ": " + Text.quote(name) + " can't be a name");
    }
    return key.get();
  }

  private static String cookie(String text) throws InvalidValue {
    if (!Tokens.isToken(text)) {
      throw new InvalidValue(Text.quote(text) + " can't be a cookie's name");
    }
    return text;
  }

  // never quoted
  private static String secret(String text) throws InvalidValue {
    if (text.length() < 16) {
      throw new InvalidValue("too short, with " + text.length() + " characters");
    }
    return text;
  }
}
