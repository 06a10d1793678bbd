package dev.sluice.balancer.simulate;

import dev.sluice.balancer.balance.BackendState;
import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.Algorithm;
import java.util.List;
import java.util.Map;

/**
 * What an algorithm made of a scenario.
 *
 * @param latencies of the requests that were answered without error
 * @param backends in the order of the pool
 * @param changes of the states of backends, the first thousand
 * @param seconds virtual, until the last request was over
 */
public record Result(
    Algorithm algorithm,
    Counts counts,
    Latencies latencies,
    List<BackendFigures> backends,
    List<Change> changes,
    double seconds) {

  /**
   * Requests, each either answered or an error.
   *
   * @param errors by kind: {@code 5xx}, {@code connect-failure}, {@code queue-full} …
   * @param retries tries beyond the first one of a request
   */
  public record Counts(long requests, long answered, Map<String, Long> errors, long retries) {

    /** Of every kind. */
    public long failed() {
      return requests - answered;
    }
  }

  /**
   * What a backend got.
   *
   * @param tries requests sent to it, retries included
   * @param answered tries that ended a request well; the others failed
   * @param share of all tries, 0 to 1
   * @param ejections times it was ejected
   * @param utilisation share of its capacity that was used, 0 to 1
   */
  public record BackendFigures(
      Address address,
      long tries,
      long answered,
      double share,
      long ejections,
      double utilisation) {}

  /**
   * A backend went from one state to another.
   *
   * @param atNanos since the start
   * @param why for people
   */
  public record Change(
      long atNanos, Address backend, BackendState from, BackendState to, String why) {}

  /** Ejections of all backends. */
  public long ejections() {
    return backends.stream().mapToLong(BackendFigures::ejections).sum();
  }
}
