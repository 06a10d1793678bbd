package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.balance.Outcome;
import dev.sluice.balancer.config.FailureKind;
import dev.sluice.balancer.http.Reason;
import dev.sluice.balancer.http.stream.Fault;

/**
 * What a fault of a try means.
 *
 * @param again what is done about it
 * @param kind as rules name it
 * @param outcome for the backend
 * @param reason for the client, if nothing betters it
 */
record Verdict(Again again, FailureKind kind, Outcome outcome, Reason reason) {

  /** What is done about a failed try. */
  enum Again {
    /** Nothing was sent: any other backend may have it, however often that takes. */
    ANYWHERE,
    /** As the rule says. */
    BY_RULE,
    /** Nothing: there is nobody who would make sense of it. */
    NEVER
  }

  private static final Verdict CONNECT =
      new Verdict(
          Again.ANYWHERE,
          FailureKind.CONNECT_FAILURE,
          Outcome.CONNECT_FAILURE,
          Reason.ALL_BACKENDS_DOWN);
  private static final Verdict QUEUE_FULL =
      new Verdict(
          Again.ANYWHERE, FailureKind.CONNECT_FAILURE, Outcome.CANCELLED, Reason.QUEUE_FULL);
  private static final Verdict QUEUE_TIMEOUT =
      new Verdict(
          Again.ANYWHERE, FailureKind.CONNECT_FAILURE, Outcome.CANCELLED, Reason.QUEUE_TIMEOUT);
  private static final Verdict NOT_SENT =
      new Verdict(Again.ANYWHERE, FailureKind.RESET, Outcome.RESET, Reason.BACKEND_RESET);
  private static final Verdict RESET =
      new Verdict(Again.BY_RULE, FailureKind.RESET, Outcome.RESET, Reason.BACKEND_RESET);
  private static final Verdict TIMEOUT =
      new Verdict(Again.BY_RULE, FailureKind.TIMEOUT, Outcome.TIMEOUT, Reason.BACKEND_TIMEOUT);
  private static final Verdict MALFORMED =
      new Verdict(Again.NEVER, FailureKind.RESET, Outcome.RESET, Reason.BAD_RESPONSE);

  static Verdict of(Fault fault) {
    return switch (fault.kind()) {
      case CONNECT -> CONNECT;
      case QUEUE -> fault.word().equals(Reason.QUEUE_TIMEOUT.word()) ? QUEUE_TIMEOUT : QUEUE_FULL;
      case NOT_SENT -> NOT_SENT;
      case STALE, RESET -> RESET;
      case TIMEOUT -> TIMEOUT;
      case MALFORMED -> MALFORMED;
    };
  }
}
