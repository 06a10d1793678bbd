package dev.sluice.balancer.balance.retry;

import java.util.Locale;

/** Whether a request is tried again. */
public sealed interface Decision {

  /**
   * Yes; the retry is paid for.
   *
   * @param delayNanos how long to wait before it
   */
  record Retry(long delayNanos) implements Decision {}

  /** No, and why: the failure goes to the client. */
  enum GiveUp implements Decision {
    /** The rules don't name this failure. */
    NOT_A_REASON,
    /** That was the last of the allowed tries. */
    ATTEMPTS_USED_UP,
    /** The client has seen part of the answer. */
    RESPONSE_BEGUN,
    /** The body can't be sent again. */
    BODY_CONSUMED,
    /** Something may have been done that must not be done twice. */
    NOT_IDEMPOTENT,
    /** The request's deadline would pass before the retry began. */
    DEADLINE,
    /** Too many retries lately. */
    BUDGET_EXHAUSTED;

    /** The word in logs: {@code budget-exhausted}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
