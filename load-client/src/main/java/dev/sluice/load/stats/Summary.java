package dev.sluice.load.stats;

import java.util.List;
import java.util.Map;

/**
 * The outcome of a run, warm-up excluded.
 *
 * @param setup what was run
 * @param seconds from the end of the warm-up to the last answer
 * @param counts requests and errors
 * @param spread who answered, with which status
 * @param latency of answered requests
 * @param series over time
 */
public record Summary(
    Setup setup, double seconds, Counts counts, Spread spread, Latency latency, Series series) {

  /** Answered requests per second. */
  public double rps() {
    return seconds > 0 ? counts.answered() / seconds : 0;
  }

  /**
   * What was run and how far it can be trusted.
   *
   * @param urls the targets
   * @param corrected whether latency counts from the intended start (open model)
   * @param late requests that the generator itself started late (open model)
   */
  public record Setup(List<String> urls, boolean corrected, long late) {

    /** Copies the URLs. */
    public Setup {
      urls = List.copyOf(urls);
    }
  }

  /**
   * Requests and errors.
   *
   * @param requests that ended, one way or the other
   * @param answered that got an answer, with whatever status
   * @param errors by kind
   * @param causes the first message of each kind
   * @param bytesIn body bytes received
   * @param bytesOut body bytes sent with answered requests
   */
  public record Counts(
      long requests,
      long answered,
      Map<String, Long> errors,
      Map<String, String> causes,
      long bytesIn,
      long bytesOut) {

    /** All errors. */
    public long failed() {
      return errors.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /**
   * How answers spread.
   *
   * @param byBackend answers by the backend's name
   * @param status answers by HTTP status
   */
  public record Spread(Map<String, Long> byBackend, Map<String, Long> status) {}

  /** Whether the generator started more than one request in a hundred late. */
  public boolean generatorLate() {
    return setup.late() * 100 > counts.requests();
  }
}
