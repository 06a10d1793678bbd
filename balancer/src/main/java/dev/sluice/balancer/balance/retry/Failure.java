package dev.sluice.balancer.balance.retry;

import dev.sluice.balancer.config.FailureKind;
import java.util.Optional;

/**
 * How a try failed, and what could be lost by another one.
 *
 * @param kind empty when the backend answered, with {@code status}
 * @param status of the answer; 0 without one
 * @param idempotent whether the method allows it to be sent twice (RFC 9110 section 9.2.2)
 * @param progress how far the try had come
 */
public record Failure(
    Optional<FailureKind> kind, int status, boolean idempotent, Progress progress) {

  /** How far a try had come. */
  public enum Progress {
    /** Provably nothing was sent: there was no connection, or it was refused for reuse. */
    NOTHING_SENT,
    /** Something may have been sent; all of the body is still at hand, or there is none. */
    SENT_REPLAYABLE,
    /** Part of the body is gone. */
    BODY_CONSUMED,
    /** The client has seen part of the answer. */
    RESPONSE_BEGUN
  }

  /** A try without an answer. */
  public static Failure of(FailureKind kind, boolean idempotent, Progress progress) {
    return new Failure(Optional.of(kind), 0, idempotent, progress);
  }

  /** A try with an answer of some status, none of which has been passed on. */
  public static Failure of(int status, boolean idempotent, Progress progress) {
    return new Failure(Optional.empty(), status, idempotent, progress);
  }
}
