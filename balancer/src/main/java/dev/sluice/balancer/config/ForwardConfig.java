package dev.sluice.balancer.config;

import java.util.List;
import java.util.Optional;

/**
 * A rule of a server.
 *
 * @param name default: its place among the server's rules, from 1
 * @param match what it takes
 * @param policy what else is done with a request that goes to a pool
 */
public record ForwardConfig(String name, Match match, Destination destination, Policy policy) {

  /** A rule for requests, with the default policy. */
  public ForwardConfig(
      String name, List<String> hosts, List<String> paths, Destination destination) {
    this(name, Match.requests(hosts, paths), destination, Policy.DEFAULT);
  }

  /**
   * Conditions of which all must hold; one without values always does. Hosts and paths are for
   * HTTP, the others for TCP.
   *
   * @param hosts lower case; {@code example.com} or {@code *.example.com}
   * @param paths exact {@code /x}, prefix {@code /x/*}, or a regular expression {@code ~^/v[0-9]+/}
   * @param sni names that a TLS client asks for, written as hosts are
   * @param alpn protocols of which a TLS client offers one
   */
  public record Match(List<String> hosts, List<String> paths, List<String> sni, List<String> alpn) {

    /** Takes everything. */
    public static final Match ANY = new Match(List.of(), List.of(), List.of(), List.of());

    /** Conditions on a request. */
    public static Match requests(List<String> hosts, List<String> paths) {
      return new Match(hosts, paths, List.of(), List.of());
    }

    /** Whether the first message of a TLS client must be known to decide. */
    public boolean looksAtHello() {
      return !sni.isEmpty() || !alpn.isEmpty();
    }
  }

  /**
   * Only HTTP makes use of it.
   *
   * @param retry when a failed request is tried again
   * @param mirror who else gets a copy; empty for nobody
   * @param filters what is changed on the way
   */
  public record Policy(RetryConfig retry, Optional<MirrorConfig> mirror, FilterConfig filters) {

    /** Default retries, no mirror, nothing changed. */
    public static final Policy DEFAULT =
        new Policy(RetryConfig.DEFAULT, Optional.empty(), FilterConfig.NONE);

    /** A policy that changes nothing on the way. */
    public Policy(RetryConfig retry, Optional<MirrorConfig> mirror) {
      this(retry, mirror, FilterConfig.NONE);
    }
  }
}
