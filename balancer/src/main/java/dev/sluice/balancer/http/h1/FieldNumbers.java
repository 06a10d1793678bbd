package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.head.FieldName;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Recognises the names that have a number, in the bytes of a head. */
final class FieldNumbers {

  private static final int SLOTS = 256;

  private static final byte[][] TEXTS = new byte[FieldName.count()][];

  /** By what a name looks like from afar: the number of the first one that does, or -1. */
  private static final byte[] FIRST = new byte[SLOTS];

  /** By number: that of the next one that looks the same, or -1. */
  private static final byte[] NEXT = new byte[FieldName.count()];

  static {
    Arrays.fill(FIRST, (byte) -1);
    for (int number = 0; number < TEXTS.length; number++) {
      byte[] text = FieldName.numbered(number).text().getBytes(StandardCharsets.US_ASCII);
      int slot = slot(text, 0, text.length);
      TEXTS[number] = text;
      NEXT[number] = FIRST[slot];
      FIRST[slot] = (byte) number;
    }
  }

  private FieldNumbers() {}

  /**
   * The number of a name.
   *
   * @return or {@link FieldName#UNKNOWN}
   */
  static int of(byte[] bytes, int from, int to) {
    if (from == to) {
      return FieldName.UNKNOWN;
    }
    int number = FIRST[slot(bytes, from, to)];
    while (number >= 0) {
      byte[] text = TEXTS[number];
      if (text.length == to - from && Ascii.sameName(bytes, from, text)) {
        return number;
      }
      number = NEXT[number];
    }
    return FieldName.UNKNOWN;
  }

  private static int slot(byte[] bytes, int from, int to) {
    int length = to - from;
    int ends = (bytes[from] | 0x20) * 31 + (bytes[to - 1] | 0x20);
    return (ends * 31 + (bytes[from + length / 2] | 0x20) * 7 + length) & SLOTS - 1;
  }
}
