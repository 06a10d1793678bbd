package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.Reason;

/** What to say of a head that is too large. */
final class Limits {

  private Limits() {}

  /** The reason for fields that are too large, where others have this one. */
  static Reason tooLarge(Reason reason) {
    return reason == Reason.BAD_REQUEST ? Reason.HEADER_TOO_LARGE : reason;
  }
}
