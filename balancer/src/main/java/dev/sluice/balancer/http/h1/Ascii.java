package dev.sluice.balancer.http.h1;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The character classes of RFC 9110, section 5.6, on the bytes of a head. */
final class Ascii {

  // Eight bytes at a time, the first one in the lowest bits.
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long EACH = 0x0101010101010101L;
  private static final long HIGH = 0x80L * EACH;
  private static final long BLANKS = 0x20L * EACH;
  private static final long DELETES = 0x7FL * EACH;

  private static final boolean[] TOKEN = new boolean[256];
  private static final boolean[] VALUE = new boolean[256];

  static {
    for (int c = 'a'; c <= 'z'; c++) {
      TOKEN[c] = true;
      TOKEN[c - 0x20] = true;
    }
    for (int c = '0'; c <= '9'; c++) {
      TOKEN[c] = true;
    }
    for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
      TOKEN[c] = true;
    }
    for (int c = ' '; c < 256; c++) {
      VALUE[c] = c != 0x7F;
    }
    VALUE['\t'] = true;
  }

  private Ascii() {}

  /** Whether a byte may be in a token. */
  static boolean token(byte b) {
    return TOKEN[b & 0xFF];
  }

  /** Where the first byte is that may not be in a token, or the end. */
  static int tokenEnd(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && TOKEN[bytes[i] & 0xFF]) {
      i++;
    }
    return i;
  }

  /** Where the first byte is that may not be in a field's value (section 5.5), or the end. */
  static int valueEnd(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to) {
      if (to - i < Long.BYTES) {
        if (!VALUE[bytes[i] & 0xFF]) {
          return i;
        }
        i++;
        continue;
      }
      long word = (long) WORDS.get(bytes, i);
      long deleted = word ^ DELETES;
      // The lowest byte that is marked is below a blank, or DEL; those above it may be anything.
      long wrong = ((word - BLANKS & ~word) | (deleted - EACH & ~deleted)) & HIGH;
      if (wrong == 0) {
        i += Long.BYTES;
        continue;
      }
      i += Long.numberOfTrailingZeros(wrong) >>> 3;
      if (bytes[i] != '\t') {
        return i;
      }
      i++;
    }
    return to;
  }

  /** Whether a byte is a blank or a tab. */
  static boolean blank(byte b) {
    return b == ' ' || b == '\t';
  }

  /** Whether a byte is a decimal digit. */
  static boolean digit(byte b) {
    return b >= '0' && b <= '9';
  }

  /**
   * Whether bytes are a text in whatever case.
   *
   * @param lower in lower case, ASCII
   */
  static boolean same(byte[] bytes, int from, int to, String lower) {
    if (to - from != lower.length()) {
      return false;
    }
    for (int i = 0; i < lower.length(); i++) {
      if (lower(bytes[from + i]) != lower.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether two runs of bytes are the same in whatever case. */
  static boolean same(byte[] bytes, int from, int to, int otherFrom, int otherTo) {
    if (to - from != otherTo - otherFrom) {
      return false;
    }
    for (int i = 0; i < to - from; i++) {
      if (lower(bytes[from + i]) != lower(bytes[otherFrom + i])) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether the bytes of a token are a name in whatever case.
   *
   * @param lower letters in lower case and hyphens only; as long as the token
   */
  static boolean sameName(byte[] bytes, int from, byte[] lower) {
    int length = lower.length;
    if (length < Long.BYTES) {
      for (int i = 0; i < length; i++) {
        if ((bytes[from + i] | 0x20) != lower[i]) {
          return false;
        }
      }
      return true;
    }
    // The bit makes a letter small and leaves a hyphen; nothing else in a token becomes either.
    for (int i = 0; i < length - Long.BYTES; i += Long.BYTES) {
      if (((long) WORDS.get(bytes, from + i) | BLANKS) != (long) WORDS.get(lower, i)) {
        return false;
      }
    }
    int last = length - Long.BYTES;
    return ((long) WORDS.get(bytes, from + last) | BLANKS) == (long) WORDS.get(lower, last);
  }

  /** Each byte as a character of its own. */
  static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b + 0x20 : b;
  }
}
