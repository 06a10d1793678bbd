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
   * Conditions of which all must hold; one without values always does.
   *
   * @param hosts for HTTP; lower case, A-labels; {@code example.com} or {@code *.example.com}
   * @param paths for HTTP; exact {@code /x}, prefix {@code /x/*}, or a regular expression {@code
   *     ~^/v[0-9]+/}
   * @param request what else a request must be like
   * @param hello for TCP
   */
  public record Match(List<String> hosts, List<String> paths, Request request, Hello hello) {

    /** Takes everything. */
    public static final Match ANY = requests(List.of(), List.of());

    /** Conditions on a request. */
    public static Match requests(List<String> hosts, List<String> paths) {
      return new Match(hosts, paths, Request.ANY, Hello.ANY);
    }

    /** Conditions on a connection. */
    public static Match connections(List<String> sni, List<String> alpn) {
      return new Match(List.of(), List.of(), Request.ANY, new Hello(sni, alpn));
    }

    /** Names that a TLS client asks for, written as hosts are. */
    public List<String> sni() {
      return hello.sni();
    }

    /** Protocols of which a TLS client offers one. */
    public List<String> alpn() {
      return hello.alpn();
    }

    /** Whether the first message of a TLS client must be known to decide. */
    public boolean looksAtHello() {
      return !sni().isEmpty() || !alpn().isEmpty();
    }
  }

  /**
   * Conditions on a request beside its host and path.
   *
   * @param methods of which it has one; case matters
   * @param headers fields that it has all of; names in lower case
   * @param queries parameters that it has all of
   */
  public record Request(List<String> methods, List<Named> headers, List<Named> queries) {

    /** Takes every request. */
    public static final Request ANY = new Request(List.of(), List.of(), List.of());

    /** How many there are; a rule with more is more specific. */
    public int count() {
      return (methods.isEmpty() ? 0 : 1) + headers.size() + queries.size();
    }
  }

  /**
   * Something that must be there.
   *
   * @param value empty for any
   */
  public record Named(String name, Optional<String> value) {}

  /**
   * Conditions on the first message of a TLS client.
   *
   * @param sni names, one of which it asks for
   * @param alpn protocols, one of which it offers
   */
  public record Hello(List<String> sni, List<String> alpn) {

    /** Takes every connection. */
    public static final Hello ANY = new Hello(List.of(), List.of());
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
