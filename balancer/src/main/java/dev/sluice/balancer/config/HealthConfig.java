package dev.sluice.balancer.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Active checks of a pool's backends.
 *
 * @param what where and how
 * @param interval between the starts of two checks of a backend, positive
 * @param jitter how far an interval may be off, as a share of it: 0 to 0.5
 * @param timeout of one check, positive
 * @param rise passed checks in a row after which a backend that was down is up, at least 1
 * @param fall failed checks in a row after which a backend that was up is down, at least 1
 */
public record HealthConfig(
    Check what, Duration interval, double jitter, Duration timeout, int rise, int fall) {

  /** Share of the interval by which checks are spread when nothing else is said. */
  public static final double DEFAULT_JITTER = 0.1;

  /** Checks of each backend's own port. */
  public HealthConfig(
      Optional<Http> http, Duration interval, double jitter, Duration timeout, int rise, int fall) {
    this(new Check(http, Optional.empty()), interval, jitter, timeout, rise, fall);
  }

  /** What is asked; empty for a TCP connect. */
  public Optional<Http> http() {
    return what.http();
  }

  /**
   * Where and how a backend is checked.
   *
   * @param http what is asked; empty for a TCP connect
   * @param port of the backend's host, 1 to 65535; empty for the backend's own
   */
  public record Check(Optional<Http> http, Optional<Integer> port) {

    /** The address to check. */
    public Address address(Address backend) {
      return port.map(other -> new Address(backend.host(), other)).orElse(backend);
    }
  }

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
