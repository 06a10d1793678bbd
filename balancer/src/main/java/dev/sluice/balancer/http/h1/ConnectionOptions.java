package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.head.FieldName;

/**
 * What the {@code Connection} fields of a head say (RFC 9110, section 7.6.1).
 *
 * @param named the numbers of the fields that are named, as bits; not those that a message can't do
 *     without ({@code Host}, {@code Content-Length})
 * @param others whether fields without a number may be named too
 */
record ConnectionOptions(
    boolean close, boolean keepAlive, boolean upgrade, long named, boolean others) {

  private static final ConnectionOptions NONE =
      new ConnectionOptions(false, false, false, 0, false);
  private static final ConnectionOptions KEEP_ALIVE =
      new ConnectionOptions(false, true, false, 0, false);
  private static final ConnectionOptions CLOSE =
      new ConnectionOptions(true, false, false, 0, false);

  private static final int NUMBER = FieldName.CONNECTION.number();

  private static final long NEEDED =
      1L << FieldName.HOST.number() | 1L << FieldName.CONTENT_LENGTH.number();

  static ConnectionOptions of(HeadBytes head) {
    if (!head.has(NUMBER)) {
      return NONE;
    }
    int first = head.find(NUMBER, 0);
    if (head.repeats(NUMBER)) {
      return list(head, first);
    }
    return head.valueIs(first, "keep-alive")
        ? KEEP_ALIVE
        : head.valueIs(first, "close") ? CLOSE : list(head, first);
  }

  private static ConnectionOptions list(HeadBytes head, int first) {
    boolean close = false;
    boolean keepAlive = false;
    boolean upgrade = false;
    boolean others = false;
    long named = 0;
    byte[] bytes = head.bytes();
    for (int field = first; field < head.fields(); field = head.find(NUMBER, field + 1)) {
      Members members = new Members(head, field);
      while (members.next()) {
        int number = FieldNumbers.of(bytes, members.start(), members.end());
        if (number != FieldName.UNKNOWN) {
          named |= 1L << number;
        }
        if (members.is("close")) {
          close = true;
        } else if (number == FieldName.KEEP_ALIVE.number()) {
          keepAlive = true;
        } else if (number == FieldName.UPGRADE.number()) {
          upgrade = true;
        } else {
          others |= number == FieldName.UNKNOWN;
        }
      }
    }
    return new ConnectionOptions(close, keepAlive, upgrade, named & ~NEEDED, others);
  }

  /** Whether a field, whose name has no number, is named. */
  boolean names(HeadBytes head, int field) {
    if (!others) {
      return false;
    }
    for (int at = head.find(NUMBER, 0); at < head.fields(); at = head.find(NUMBER, at + 1)) {
      Members members = new Members(head, at);
      while (members.next()) {
        if (Ascii.same(
            head.bytes(), members.start(), members.end(), head.line(field), head.nameEnd(field))) {
          return true;
        }
      }
    }
    return false;
  }
}
