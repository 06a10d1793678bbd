package dev.sluice.balancer.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What keeps a client, or whatever has one key, with one backend.
 *
 * @param key what the hashing algorithms hash; {@code ip-hash} always takes the client's address
 * @param loadFactor of {@code consistent-hash}: no backend gets more than this many times its fair
 *     share of the leases at one time; more than 1
 * @param sticky sessions by cookie; empty for none
 */
public record AffinityConfig(HashKey key, double loadFactor, Optional<Sticky> sticky) {

  /** By client address, at most a quarter above the fair share, no cookie. */
  public static final AffinityConfig DEFAULT =
      new AffinityConfig(new HashKey(HashKey.Source.CLIENT_IP, ""), 1.25, Optional.empty());

  /**
   * What of a request is hashed.
   *
   * @param name of the header or the cookie; empty for the other sources
   */
  public record HashKey(Source source, String name) {

    /** Where the key is found. */
    public enum Source {
      CLIENT_IP,
      PATH,
      HEADER,
      COOKIE;

      /** The name used in configurations. */
      public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
      }
    }

    /** Reads {@code client-ip}, {@code path}, {@code header:NAME} or {@code cookie:NAME}. */
    public static Optional<HashKey> parse(String text) {
      for (Source source : new Source[] {Source.CLIENT_IP, Source.PATH}) {
        if (text.equals(source.id())) {
          return Optional.of(new HashKey(source, ""));
        }
      }
      for (Source source : new Source[] {Source.HEADER, Source.COOKIE}) {
        String prefix = source.id() + ":";
        if (text.startsWith(prefix) && text.length() > prefix.length()) {
          return Optional.of(new HashKey(source, text.substring(prefix.length())));
        }
      }
      return Optional.empty();
    }
  }

  /**
   * A cookie that names the backend.
   *
   * @param cookie its name
   * @param ttl after which the browser forgets it, zero or at least a second; zero for the end of
   *     its session
   * @param secret what values are signed with, the same in every process that shares the clients,
   *     at least 16 characters; empty for a random one per process
   */
  public record Sticky(String cookie, Duration ttl, Optional<String> secret) {

    /** Without the secret. */
    @Override
    public String toString() {
      String shown = secret.isPresent() ? "***" : "none";
      return "Sticky[cookie=" + cookie + ", ttl=" + ttl + ", secret=" + shown + "]";
    }
  }
}
