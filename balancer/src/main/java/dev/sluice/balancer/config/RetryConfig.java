package dev.sluice.balancer.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * When a failed request is tried again, and how often.
 *
 * @param attempts tries in all, the first one included; 1 for no retries
 * @param on what is tried again
 * @param perTryTimeout until a try's response head, zero for none
 * @param budget how many retries a pool may make
 * @param backoff how long to wait before a retry
 * @param hedge empty for no second request before the first one has failed
 */
public record RetryConfig(
    int attempts,
    On on,
    Duration perTryTimeout,
    Budget budget,
    Backoff backoff,
    Optional<Hedge> hedge) {

  /**
   * Three tries, after a connection that did not come about, which is safe for every method, or
   * broke before the answer, which is safe for idempotent ones.
   */
  public static final RetryConfig DEFAULT =
      new RetryConfig(
          3,
          new On(Set.of(FailureKind.CONNECT_FAILURE, FailureKind.RESET), List.of(), false),
          Duration.ZERO,
          Budget.DEFAULT,
          Backoff.DEFAULT,
          Optional.empty());

  /**
   * What is tried again.
   *
   * @param statuses of answers that are dropped and tried again
   * @param anyMethod true also for methods that are not idempotent, when something was sent
   * @param replayBody bodies up to this many bytes are kept for another try, 0 to 16 MiB; 0 for
   *     none
   */
  public record On(
      Set<FailureKind> failures, List<StatusRange> statuses, boolean anyMethod, int replayBody) {

    /** The size of bodies kept when nothing else is said: 64 KiB. */
    public static final int DEFAULT_REPLAY_BODY = 64 * 1024;

    /** Keeps bodies of the default size. */
    public On(Set<FailureKind> failures, List<StatusRange> statuses, boolean anyMethod) {
      this(failures, statuses, anyMethod, DEFAULT_REPLAY_BODY);
    }

    /** Takes copies. */
    public On {
      failures = Set.copyOf(failures);
      statuses = List.copyOf(statuses);
    }
  }

  /**
   * Retries as a share of recent requests.
   *
   * @param share of the requests of the window, 0 to 1
   * @param floor retries that a window may always have, at least 0
   * @param window what recent means, positive
   */
  public record Budget(double share, int floor, Duration window) {

    /** A fifth, but a hundred in ten seconds are always allowed. */
    public static final Budget DEFAULT = new Budget(0.2, 100, Duration.ofSeconds(10));
  }

  /**
   * Waiting times, drawn evenly from nothing up to a bound that doubles.
   *
   * @param base the bound before the first retry; zero for no waiting
   * @param max the bound's bound
   */
  public record Backoff(Duration base, Duration max) {

    /** 25 ms, at most 250 ms. */
    public static final Backoff DEFAULT =
        new Backoff(Duration.ofMillis(25), Duration.ofMillis(250));
  }

  /**
   * A second request to another backend when the first one takes long; for GET and HEAD.
   *
   * @param percentile of the recent latencies after which it is sent, between 0 and 100
   * @param minimumDelay below which it is never sent
   */
  public record Hedge(double percentile, Duration minimumDelay) {

    /** After the 95th percentile, at least 10 ms. */
    public static final Hedge DEFAULT = new Hedge(95, Duration.ofMillis(10));
  }
}
