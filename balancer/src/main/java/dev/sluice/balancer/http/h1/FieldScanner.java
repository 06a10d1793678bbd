package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.Reason;

/**
 * Finds the lines of fields up to the empty line behind them (RFC 9112, section 5), or trailers.
 * Each byte is looked at once, however the bytes come in.
 */
final class FieldScanner implements HeadBytes.Scanner {

  private enum State {
    LINE,
    NAME,
    BEFORE_VALUE,
    VALUE,
    LINE_END,
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
    while (i < limit) {
      switch (state) {
        case LINE -> {
          if (bytes[i] == '\r') {
            i++;
            state = State.LAST_END;
          } else {
            nameStart = i;
            state = State.NAME;
          }
        }
        case NAME -> {
          i = Ascii.tokenEnd(bytes, i, limit);
          if (i < limit) {
            nameEnd = nameEnd(bytes, i++);
            number = FieldNumbers.of(bytes, nameStart, nameEnd);
            state = State.BEFORE_VALUE;
          }
        }
        case BEFORE_VALUE -> {
          while (i < limit && Ascii.blank(bytes[i])) {
            i++;
          }
          valueStart = i;
          state = i < limit ? State.VALUE : State.BEFORE_VALUE;
        }
        case VALUE -> {
          i = Ascii.valueEnd(bytes, i, limit);
          if (i < limit) {
            add(head, i++);
            state = State.LINE_END;
          }
        }
        case LINE_END -> {
          lineFeed(bytes[i++]);
          state = State.LINE;
        }
        case LAST_END -> {
          lineFeed(bytes[i++]);
          state = State.LINE;
          head.at(i);
          return true;
        }
      }
    }
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
