package dev.sluice.balancer.config;

import java.util.List;
import java.util.Optional;

/**
 * A rule of a server. A rule without hosts matches every host, one without paths every path.
 *
 * @param name default: its place among the server's rules, from 1
 * @param hosts lower case; {@code example.com} or {@code *.example.com}
 * @param paths exact {@code /x}, prefix {@code /x/*}, or a regular expression {@code ~^/v[0-9]+/}
 * @param policy what else is done with a request that goes to a pool
 */
public record ForwardConfig(
    String name, List<String> hosts, List<String> paths, Destination destination, Policy policy) {

  /** A rule with the default policy. */
  public ForwardConfig(
      String name, List<String> hosts, List<String> paths, Destination destination) {
    this(name, hosts, paths, destination, Policy.DEFAULT);
  }

  /**
   * Only HTTP makes use of it.
   *
   * @param retry when a failed request is tried again
   * @param mirror who else gets a copy; empty for nobody
   */
  public record Policy(RetryConfig retry, Optional<MirrorConfig> mirror) {

    /** Default retries, no mirror. */
    public static final Policy DEFAULT = new Policy(RetryConfig.DEFAULT, Optional.empty());
  }
}
