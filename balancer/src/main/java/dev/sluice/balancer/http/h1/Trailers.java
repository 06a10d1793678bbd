package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.head.FieldName;

/**
 * Which fields may be trailers (RFC 9110, section 6.5.1). Those that frame, route, authorise or
 * modify must not: a recipient that merged them into the head would take the message for another
 * one. A name has a number here just because intermediaries and servers act on it, so of these only
 * {@code ETag} passes; the others are dropped, which the section allows, not refused: most are of
 * no harm and the message is whole.
 */
final class Trailers {

  /** The numbers of the names that are dropped, as bits. */
  static final long DROPPED = (1L << FieldName.count()) - 1 & ~(1L << FieldName.ETAG.number());

  private Trailers() {}

  /** Whether a field of this name may be one. */
  static boolean allows(FieldName name) {
    return name.number() == FieldName.UNKNOWN || (DROPPED >>> name.number() & 1) == 0;
  }
}
