package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.Reason;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.Version;

/**
 * Reads what a head says of the framing of its body (RFC 9112, section 6). Whatever two readers
 * could take differently is refused.
 */
final class FramingFields {

  /** What {@link #read} returns where neither a length nor chunks are announced. */
  static final long ABSENT = -1;

  /** What {@link #read} returns for chunks. */
  static final long CHUNKED = -2;

  private static final int LENGTH = FieldName.CONTENT_LENGTH.number();
  private static final int CODING = FieldName.TRANSFER_ENCODING.number();

  // Every number of these many digits fits a long.
  private static final int MAX_DIGITS = 18;

  private FramingFields() {}

  /**
   * Looks for a length and for chunks.
   *
   * @param reason of what is wrong
   * @return a length, or one of the above
   */
  static long read(HeadBytes head, Version version, Reason reason) throws Malformed {
    if (head.has(CODING)) {
      checkCoding(head, version, reason);
      return CHUNKED;
    }
    return head.has(LENGTH) ? length(head, reason) : ABSENT;
  }

  private static void checkCoding(HeadBytes head, Version version, Reason reason) throws Malformed {
    if (version == Version.HTTP_1_0) {
      throw new Malformed(reason, "a transfer coding in HTTP/1.0");
    }
    if (head.has(LENGTH)) {
      throw new Malformed(reason, "both a length and a transfer coding");
    }
    if (head.repeats(CODING)) {
      throw new Malformed(reason, "more than one Transfer-Encoding");
    }
    int field = head.find(CODING, 0);
    if (!head.valueIs(field, "chunked")) {
      boolean known = reason == Reason.BAD_REQUEST && knownBeforeChunked(head, field);
      throw new Malformed(
          known ? Reason.NOT_IMPLEMENTED : reason, "a transfer coding other than one chunked");
    }
  }

  // RFC 9112, section 6.1: 501 for codings that we don't have; but 400 unless chunked comes last.
  private static boolean knownBeforeChunked(HeadBytes head, int field) {
    Members members = new Members(head, field);
    boolean known = false;
    while (members.next()) {
      if (!compression(members)) {
        return known && members.is("chunked") && !members.next();
      }
      known = true;
    }
    return false;
  }

  private static boolean compression(Members member) {
    return member.is("gzip")
        || member.is("x-gzip")
        || member.is("deflate")
        || member.is("compress")
        || member.is("x-compress");
  }

  private static long length(HeadBytes head, Reason reason) throws Malformed {
    if (head.repeats(LENGTH)) {
      throw new Malformed(reason, "more than one Content-Length");
    }
    long length = number(head, head.find(LENGTH, 0));
    if (length == ABSENT) {
      throw new Malformed(reason, "a malformed Content-Length");
    }
    return length;
  }

  /** Whether a head, which {@link #read} had nothing against, announces just this length. */
  static boolean announces(HeadBytes head, long length) {
    return head.has(LENGTH) && number(head, head.find(LENGTH, 0)) == length;
  }

  private static long number(HeadBytes head, int field) {
    byte[] bytes = head.bytes();
    int start = head.valueStart(field);
    int end = head.valueEnd(field);
    if (start == end || end - start > MAX_DIGITS) {
      return ABSENT;
    }
    long number = 0;
    for (int i = start; i < end; i++) {
      if (!Ascii.digit(bytes[i])) {
        return ABSENT;
      }
      number = number * 10 + bytes[i] - '0';
    }
    return number;
  }
}
