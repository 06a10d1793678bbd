package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.head.FieldName;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/**
 * Writes strings into heads, each character as a byte of its own. The last line of defence against
 * what would break a line in two: texts from outside were checked where they came in.
 */
final class Text {

  /** Names with a number as they stand in a line, colon and blank included. */
  private static final byte[][] NUMBERED = new byte[FieldName.count()][];

  static {
    for (int i = 0; i < NUMBERED.length; i++) {
      NUMBERED[i] = bytes(FieldName.numbered(i).text() + ": ");
    }
  }

  private Text() {}

  /** Bytes that are written as they are. */
  static byte[] bytes(String ascii) {
    return ascii.getBytes(StandardCharsets.US_ASCII);
  }

  /** The value of a field, or a reason phrase. */
  static void value(String text, ByteBuf out) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > 0xFF || c == '\r' || c == '\n' || c == 0) {
        throw new IllegalArgumentException("not for a field's value: character " + (int) c);
      }
    }
    ByteBufUtil.writeAscii(out, text);
  }

  /** A method, or the name of a field. */
  static void token(String text, ByteBuf out) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > 0x7F || !Ascii.token((byte) c)) {
        throw new IllegalArgumentException("not for a token: character " + (int) c);
      }
    }
    if (text.isEmpty()) {
      throw new IllegalArgumentException("an empty token");
    }
    ByteBufUtil.writeAscii(out, text);
  }

  /** A target. */
  static void target(String text, ByteBuf out) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7F) {
        throw new IllegalArgumentException("not for a target: character " + (int) c);
      }
    }
    if (text.isEmpty()) {
      throw new IllegalArgumentException("an empty target");
    }
    ByteBufUtil.writeAscii(out, text);
  }

  /** A whole line of fields. */
  static void line(String name, String value, ByteBuf out) {
    token(name, out);
    separator(out);
    value(value, out);
    lineEnd(out);
  }

  /** A whole line of fields. */
  static void line(FieldName name, String value, ByteBuf out) {
    if (name.number() == FieldName.UNKNOWN) {
      line(name.text(), value, out);
    } else {
      out.writeBytes(NUMBERED[name.number()]);
      value(value, out);
      lineEnd(out);
    }
  }

  /** CR and LF. */
  static void lineEnd(ByteBuf out) {
    out.writeShort('\r' << 8 | '\n');
  }

  private static void separator(ByteBuf out) {
    out.writeShort(':' << 8 | ' ');
  }

  /** A number that isn't negative, in decimal digits. */
  static void decimal(long number, ByteBuf out) {
    long power = 1;
    while (number / power >= 10) {
      power *= 10;
    }
    for (; power > 0; power /= 10) {
      out.writeByte('0' + (int) (number / power % 10));
    }
  }

  /** A number that isn't negative, in hexadecimal digits. */
  static void hexadecimal(long number, ByteBuf out) {
    int shift = (Long.SIZE - 1 - Long.numberOfLeadingZeros(number | 1)) / 4 * 4;
    for (; shift >= 0; shift -= 4) {
      out.writeByte(Character.forDigit((int) (number >>> shift & 0xF), 16));
    }
  }
}
