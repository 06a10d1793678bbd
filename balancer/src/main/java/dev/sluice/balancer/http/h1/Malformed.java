package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.Reason;

/**
 * A message that breaks the rules of {@code docs/strictness.md}, or that is too large. Nothing can
 * be read behind it: its connection is to be closed. Without a stack trace, as peers cause it at
 * will.
 */
final class Malformed extends Exception {

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /**
   * @param message what is wrong, for the log; nothing of what the peer sent but single characters
   */
  Malformed(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** Where a byte is that may not be there. */
  static Malformed at(Reason reason, byte wrong, String where) {
    return new Malformed(reason, String.format("0x%02X %s", wrong & 0xFF, where));
  }

  /**
   * What to answer: {@code BAD_REQUEST}, {@code TARGET_TOO_LONG}, {@code HEADER_TOO_LARGE}, {@code
   * NOT_IMPLEMENTED} or {@code UNSUPPORTED_VERSION} to a request, {@code BAD_RESPONSE} for a
   * backend's answer.
   */
  Reason reason() {
    return reason;
  }
}
