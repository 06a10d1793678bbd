package dev.sluice.balancer.balance.retry;

import dev.sluice.balancer.balance.retry.Decision.GiveUp;
import dev.sluice.balancer.balance.retry.Failure.Progress;
import dev.sluice.balancer.config.FailureKind;
import dev.sluice.balancer.config.RetryConfig;
import dev.sluice.balancer.config.StatusRange;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Decides whether a failed request is tried again: a rule, a limit, a waiting time. Safe to use
 * from any thread.
 */
public final class RetryPolicy {

  private final RetryConfig config;
  private final RetryBudget budget;
  private final Backoff backoff;

  /**
   * @param budget shared by everything that sends to one pool
   * @param random for the jitter; safe to use from any thread
   */
  public RetryPolicy(RetryConfig config, RetryBudget budget, RandomGenerator random) {
    this.config = config;
    this.budget = budget;
    this.backoff = new Backoff(config.backoff(), random);
  }

  /**
   * Whether to try again, on another backend. A {@link Decision.Retry} has been paid for out of the
   * budget.
   *
   * @param tries so far, this one included
   * @param whole the deadline of the request
   */
  public Decision decide(Failure failure, int tries, Deadline whole, long now) {
    Optional<GiveUp> no = refusal(failure, tries);
    if (no.isPresent()) {
      return no.get();
    }
    // Another backend can be asked at once when this one was not even reached.
    boolean atOnce = tries == 1 && failure.progress() == Progress.NOTHING_SENT;
    long delay = atOnce ? 0 : backoff.delay(tries);
    if (whole.remaining(now) <= delay) {
      return GiveUp.DEADLINE;
    }
    return budget.tryRetry() ? new Decision.Retry(delay) : GiveUp.BUDGET_EXHAUSTED;
  }

  /** The deadline of a try that starts now. */
  public Deadline perTry(Deadline whole, long now) {
    return whole.earlier(Deadline.after(now, config.perTryTimeout()));
  }

  private Optional<GiveUp> refusal(Failure failure, int tries) {
    if (failure.progress() == Progress.RESPONSE_BEGUN) {
      return Optional.of(GiveUp.RESPONSE_BEGUN);
    }
    if (!isReason(failure)) {
      return Optional.of(GiveUp.NOT_A_REASON);
    }
    if (failure.progress() == Progress.BODY_CONSUMED) {
      return Optional.of(GiveUp.BODY_CONSUMED);
    }
    boolean safe =
        failure.idempotent()
            || failure.progress() == Progress.NOTHING_SENT
            || config.on().anyMethod();
    if (!safe) {
      return Optional.of(GiveUp.NOT_IDEMPOTENT);
    }
    return tries >= config.attempts() ? Optional.of(GiveUp.ATTEMPTS_USED_UP) : Optional.empty();
  }

  private boolean isReason(Failure failure) {
    if (failure.kind().isPresent()) {
      return config.on().failures().contains(failure.kind().get());
    }
    int status = failure.status();
    if (status >= 500 && config.on().failures().contains(FailureKind.SERVER_ERROR)) {
      return true;
    }
    for (StatusRange range : config.on().statuses()) {
      if (range.contains(status)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a method may be sent twice (RFC 9110 section 9.2.2). */
  public static boolean isIdempotent(String method) {
    return switch (method) {
      case "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE" -> true;
      default -> false;
    };
  }
}
