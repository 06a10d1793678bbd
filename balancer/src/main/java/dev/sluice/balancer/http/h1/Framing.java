package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.head.BodyLength;
import dev.sluice.balancer.http.head.Version;

/**
 * How the end of a body is found (RFC 9112, section 6).
 *
 * @param length in bytes, or {@link BodyLength#UNKNOWN}
 */
record Framing(Kind kind, long length) {

  enum Kind {
    /** There is no body. */
    NONE,
    /** By {@code Content-Length}, which is above 0. */
    LENGTH,
    /** By {@code Transfer-Encoding: chunked}. */
    CHUNKED,
    /** By the end of the connection; of answers only. */
    UNTIL_CLOSE
  }

  static final Framing NONE = new Framing(Kind.NONE, BodyLength.NONE);
  static final Framing CHUNKED = new Framing(Kind.CHUNKED, BodyLength.UNKNOWN);
  static final Framing UNTIL_CLOSE = new Framing(Kind.UNTIL_CLOSE, BodyLength.UNKNOWN);

  /**
   * By a number of bytes.
   *
   * @param length 0 or more
   */
  static Framing of(long length) {
    return length == 0 ? NONE : new Framing(Kind.LENGTH, length);
  }

  /** Of a request that is written. */
  static Framing ofRequest(long length) {
    return length == BodyLength.UNKNOWN ? CHUNKED : of(length);
  }

  /** Of an answer that is written. */
  static Framing ofResponse(long length, Hop hop, int status) {
    if (hop.head() || bodiless(status)) {
      return NONE;
    }
    if (length != BodyLength.UNKNOWN) {
      return of(length);
    }
    return hop.client() == Version.HTTP_1_0 ? UNTIL_CLOSE : CHUNKED;
  }

  /** Whether answers of this status never have a body (RFC 9110, section 6.4.1). */
  static boolean bodiless(int status) {
    return status < 200 || status == 204 || status == 304;
  }
}
