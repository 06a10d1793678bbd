package dev.sluice.balancer.net.hello;

import dev.sluice.balancer.net.hello.Inspection.NoHello;
import io.netty.buffer.ByteBuf;

/**
 * The bytes of handshake messages in their records (RFC 8446 section 5.1, RFC 5246 section 6.2).
 */
final class Fragments {

  /** Each is looked at again whenever more has come; clients use one, or a few. */
  static final int MOST_RECORDS = 1024;

  private static final int HANDSHAKE = 22;
  private static final int MAJOR_VERSION = 3;
  private static final int HEADER = 5;
  private static final int LONGEST = 1 << 14;

  private final ByteBuf bytes;
  private final int end;
  private int at;
  private int left;
  private int records;
  private NoHello problem = NoHello.NEED_MORE;

  Fragments(ByteBuf bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  /** The next byte; -1 when there is none, then and from then on. */
  int next() {
    if (left == 0 && !open()) {
      return -1;
    }
    if (at == end) {
      return -1;
    }
    left--;
    return bytes.getUnsignedByte(at++);
  }

  /** Goes past some bytes; false when they are not all there. */
  boolean skip(int count) {
    int rest = count;
    while (rest > 0) {
      if ((left == 0 && !open()) || at == end) {
        return false;
      }
      int step = Math.min(rest, Math.min(left, end - at));
      at += step;
      left -= step;
      rest -= step;
    }
    return true;
  }

  /** Whether so many more bytes are there; does not go past them. */
  boolean reach(int count) {
    int atBefore = at;
    int leftBefore = left;
    int recordsBefore = records;
    boolean there = skip(count);
    at = atBefore;
    left = leftBefore;
    records = recordsBefore;
    return there;
  }

  /** Why there is no next byte. */
  NoHello problem() {
    return problem;
  }

  private boolean open() {
    int there = end - at;
    if ((there > 0 && bytes.getByte(at) != HANDSHAKE)
        || (there > 1 && bytes.getByte(at + 1) != MAJOR_VERSION)) {
      problem = NoHello.NOT_TLS;
      return false;
    }
    if (there < HEADER) {
      return false;
    }
    int length = bytes.getUnsignedShort(at + HEADER - 2);
    if (length == 0 || length > LONGEST) {
      problem = NoHello.NOT_TLS;
      return false;
    }
    if (records == MOST_RECORDS) {
      problem = NoHello.TOO_LONG;
      return false;
    }
    records++;
    at += HEADER;
    left = length;
    return true;
  }
}
