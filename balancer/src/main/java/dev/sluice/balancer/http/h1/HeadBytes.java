package dev.sluice.balancer.http.h1;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * The bytes of one head as they come in, and where its fields are. Copied out of the receive
 * buffer, for two reasons: a view of a few hundred bytes would keep 256 KiB for as long as its
 * exchange takes, and an array is cheaper to look at, byte by byte, than a buffer that checks each
 * access.
 */
final class HeadBytes {

  /** More than these are refused: each costs far more memory than its shortest line. */
  static final int MAX_FIELDS = 256;

  private static final int FIRST_SIZE = 1024;
  private static final int FIRST_FIELDS = 24;
  private static final int KEPT_SIZE = 4096;
  private static final int KEPT_FIELDS = 96;

  private static final int NAME_START = 0;
  private static final int NAME_END = 1;
  private static final int VALUE_START = 2;
  private static final int VALUE_END = 3;
  private static final int NUMBER = 4;
  private static final int MARKS = 5;

  /** Looks at bytes that have come. */
  interface Scanner {

    /**
     * Looks at what is between {@link #at} and {@link #limit}, and moves {@code at}.
     *
     * @return whether the end was found; else all was looked at
     */
    boolean scan(HeadBytes head) throws Malformed;
  }

  private byte[] bytes = new byte[FIRST_SIZE];
  private int limit;
  private int at;
  private int[] marks = new int[FIRST_FIELDS * MARKS];
  private int fields;
  private long present;
  private long repeated;

  /**
   * Copies from a buffer and has it scanned, until the end is found, the buffer is empty, or there
   * are as many bytes as there may be. What is behind the end stays in the buffer.
   *
   * @param max how many bytes there may be
   * @return whether the end was found
   */
  boolean read(ByteBuf in, int max, Scanner scanner) throws Malformed {
    while (in.isReadable() && limit < max) {
      int count = fill(in, max);
      if (scanner.scan(this)) {
        in.skipBytes(count - (limit - at));
        limit = at;
        return true;
      }
      in.skipBytes(count);
    }
    return false;
  }

  private int fill(ByteBuf in, int max) {
    if (limit == bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(max, 2L * bytes.length));
    }
    int count = Math.min(in.readableBytes(), Math.min(max, bytes.length) - limit);
    in.getBytes(in.readerIndex(), bytes, limit, count);
    limit += count;
    return count;
  }

  /** Forgets everything. */
  void clear() {
    limit = 0;
    at = 0;
    fields = 0;
    present = 0;
    repeated = 0;
  }

  /** Whether this is small enough to be kept for another head. */
  boolean small() {
    return bytes.length <= KEPT_SIZE && marks.length <= KEPT_FIELDS * MARKS;
  }

  /** The bytes, of which those below {@link #limit} are of use. */
  byte[] bytes() {
    return bytes;
  }

  /** How many bytes have come; behind the end of the head, once that was found. */
  int limit() {
    return limit;
  }

  /** Up to where they were looked at. */
  int at() {
    return at;
  }

  /** They were looked at up to here. */
  void at(int position) {
    at = position;
  }

  /**
   * One more field.
   *
   * @param number of its name, or {@link dev.sluice.balancer.http.head.FieldName#UNKNOWN}
   */
  void add(int nameStart, int nameEnd, int valueStart, int valueEnd, int number) {
    int mark = fields * MARKS;
    if (mark == marks.length) {
      marks = Arrays.copyOf(marks, marks.length * 2);
    }
    marks[mark + NAME_START] = nameStart;
    marks[mark + NAME_END] = nameEnd;
    marks[mark + VALUE_START] = valueStart;
    marks[mark + VALUE_END] = valueEnd;
    marks[mark + NUMBER] = number;
    fields++;
    if (number >= 0) {
      long bit = 1L << number;
      repeated |= present & bit;
      present |= bit;
    }
  }

  /** How many fields there are. */
  int fields() {
    return fields;
  }

  /** The numbers of the names that there are, as bits. */
  long present() {
    return present;
  }

  /** Whether there is a field whose name has this number. */
  boolean has(int number) {
    return (present >>> number & 1) != 0;
  }

  /** Whether there are several fields whose name has this number. */
  boolean repeats(int number) {
    return (repeated >>> number & 1) != 0;
  }

  /**
   * The place of the next field whose name has a number.
   *
   * @param from the first place to look at
   * @return the number of fields where there is none
   */
  int find(int number, int from) {
    int field = from;
    while (field < fields && marks[field * MARKS + NUMBER] != number) {
      field++;
    }
    return field;
  }

  /** Where the line of a field begins; for the number of fields, where the last one has ended. */
  int line(int field) {
    // Lines lie without a gap, and the empty line is CR LF.
    return field == fields ? limit - 2 : marks[field * MARKS + NAME_START];
  }

  int nameEnd(int field) {
    return marks[field * MARKS + NAME_END];
  }

  int valueStart(int field) {
    return marks[field * MARKS + VALUE_START];
  }

  int valueEnd(int field) {
    return marks[field * MARKS + VALUE_END];
  }

  /** The number of a field's name. */
  int number(int field) {
    return marks[field * MARKS + NUMBER];
  }

  /** The value of a field; bytes above 127 stand for themselves. */
  String value(int field) {
    return Ascii.text(bytes, valueStart(field), valueEnd(field));
  }

  /** The name of a field as it came. */
  String name(int field) {
    return Ascii.text(bytes, line(field), nameEnd(field));
  }

  /**
   * Whether a field's value is a text, in whatever case.
   *
   * @param lower in lower case
   */
  boolean valueIs(int field, String lower) {
    return Ascii.same(bytes, valueStart(field), valueEnd(field), lower);
  }
}
