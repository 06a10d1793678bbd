package dev.sluice.balancer.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Active checks of a pool's backends.
 *
 * @param http what is asked; empty for a TCP connect
 * @param interval between the starts of two checks of a backend, positive
 * @param jitter how far an interval may be off, as a share of it: 0 to 0.5
 * @param timeout of one check, positive
 * @param rise passed checks in a row after which a backend that was down is up, at least 1
 * @param fall failed checks in a row after which a backend that was up is down, at least 1
 */
public record HealthConfig(
    Optional<Http> http, Duration interval, double jitter, Duration timeout, int rise, int fall) {

  /** Share of the interval by which checks are spread when nothing else is said. */
  public static final double DEFAULT_JITTER = 0.1;

  /**
   * A check by request.
   *
   * @param host for the Host header; empty for the backend's address
   * @param expectStatus passed with any of these, at least one
   * @param expectBody passed only with this text in the body; empty for any body
   */
  public record Http(
      String method,
      String path,
      Optional<String> host,
      List<StatusRange> expectStatus,
      Optional<String> expectBody) {}
}
