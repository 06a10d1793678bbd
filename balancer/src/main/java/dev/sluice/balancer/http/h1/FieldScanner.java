package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.Reason;

/**
 * Finds the lines of fields up to the empty line behind them (RFC 9112, section 5), or trailers.
 * Each byte is looked at once, however the bytes come in.
 */
final class FieldScanner implements HeadBytes.Scanner {

  private enum State {
    /** At the beginning of a line. */
    LINE,
    NAME,
    BEFORE_VALUE,
    VALUE,
    /** Behind the CR of a line. */
    LINE_END,
    /** Behind the CR of the empty line. */
    LAST_END
  }

  private final Reason reason;
  private final long dropped;
  private State state = State.LINE;
  private int nameStart;
  private int nameEnd;
  private int valueStart;
  private int number;

  /**
   * @param reason of what is wrong
   * @param dropped the numbers of names that are passed over, as bits
   */
  FieldScanner(Reason reason, long dropped) {
    this.reason = reason;
    this.dropped = dropped;
  }

  @Override
  public boolean scan(HeadBytes head) throws Malformed {
    byte[] bytes = head.bytes();
    int limit = head.limit();
    int i = head.at();
    State now = state;
    // One state behind the other, so that a line that is there as a whole is one way straight down.
    while (i < limit) {
      if (now == State.LINE) {
        now = bytes[i] == '\r' ? State.LAST_END : State.NAME;
        if (now == State.LAST_END) {
          i++;
          continue;
        }
        nameStart = i;
      }
      if (now == State.NAME) {
        i = Ascii.tokenEnd(bytes, i, limit);
        if (i == limit) {
          break;
        }
        nameEnd = nameEnd(bytes, i++);
        number = FieldNumbers.of(bytes, nameStart, nameEnd);
        now = State.BEFORE_VALUE;
      }
      if (now == State.BEFORE_VALUE) {
        while (i < limit && Ascii.blank(bytes[i])) {
          i++;
        }
        if (i == limit) {
          break;
        }
        valueStart = i;
        now = State.VALUE;
      }
      if (now == State.VALUE) {
        i = Ascii.valueEnd(bytes, i, limit);
        if (i == limit) {
          break;
        }
        add(head, i++);
        now = State.LINE_END;
      } else {
        lineFeed(bytes[i++]);
        if (now == State.LAST_END) {
          head.at(i);
          state = State.LINE;
          return true;
        }
        now = State.LINE;
      }
    }
    state = now;
    head.at(i);
    return false;
  }

  private int nameEnd(byte[] bytes, int i) throws Malformed {
    if (i == nameStart) {
      throw Ascii.blank(bytes[i])
          ? new Malformed(reason, "a line of fields that begins with white space")
          : bytes[i] == ':'
              ? new Malformed(reason, "a field without a name")
              : Malformed.at(reason, bytes[i], "at the beginning of a line of fields");
    }
    if (bytes[i] != ':') {
      throw Malformed.at(reason, bytes[i], "in the name of a field");
    }
    return i;
  }

  private void add(HeadBytes head, int i) throws Malformed {
    byte[] bytes = head.bytes();
    if (bytes[i] != '\r') {
      throw Malformed.at(reason, bytes[i], "in the value of a field");
    }
    if (number >= 0 && (dropped >>> number & 1) != 0) {
      return;
    }
    if (head.fields() == HeadBytes.MAX_FIELDS) {
      throw new Malformed(Limits.tooLarge(reason), "too many fields");
    }
    int valueEnd = i;
    while (valueEnd > valueStart && Ascii.blank(bytes[valueEnd - 1])) {
      valueEnd--;
    }
    head.add(nameStart, nameEnd, valueStart, valueEnd, number);
  }

  private void lineFeed(byte b) throws Malformed {
    if (b != '\n') {
      throw Malformed.at(reason, b, "behind a CR");
    }
  }
}
