package dev.sluice.balancer.config.pem;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** As much of DER (X.690) as it takes to put an older form of a private key into PKCS #8. */
final class Der {

  static final int INTEGER = 0x02;
  static final int OCTETS = 0x04;
  static final int SEQUENCE = 0x30;
  static final int FIRST_CHOICE = 0xa0;

  private Der() {}

  /** An element with a tag, around the parts. */
  static byte[] element(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream element = new ByteArrayOutputStream();
    element.write(tag);
    writeLength(element, content.size());
    element.writeBytes(content.toByteArray());
    return element.toByteArray();
  }

  private static void writeLength(ByteArrayOutputStream out, int length) {
    if (length < 0x80) {
      out.write(length);
      return;
    }
    int octets = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
    out.write(0x80 | octets);
    for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8) {
      out.write(length >> shift);
    }
  }

  /** Goes through elements that follow each other. */
  static final class Reader {

    private final byte[] bytes;
    private final int end;
    private int next;

    Reader(byte[] bytes) {
      this(bytes, 0, bytes.length);
    }

    private Reader(byte[] bytes, int start, int end) {
      this.bytes = bytes;
      this.next = start;
      this.end = end;
    }

    /** Whether the next element has this tag. */
    boolean at(int tag) {
      return next < end && (bytes[next] & 0xff) == tag;
    }

    /** Steps over the next element, and gives its content. */
    Reader enter(int tag) throws PemException {
      if (!at(tag)) {
        throw damaged();
      }
      next++;
      int length = length();
      if (length < 0 || length > end - next) {
        throw damaged();
      }
      Reader content = new Reader(bytes, next, next + length);
      next += length;
      return content;
    }

    /** All that is left. */
    byte[] rest() {
      return Arrays.copyOfRange(bytes, next, end);
    }

    private int length() throws PemException {
      int first = octet();
      if (first < 0x80) {
        return first;
      }
      int octets = first & 0x7f;
      if (octets == 0 || octets > 3) {
        throw damaged();
      }
      int length = 0;
      for (int i = 0; i < octets; i++) {
        length = length << 8 | octet();
      }
      return length;
    }

    private int octet() throws PemException {
      if (next >= end) {
        throw damaged();
      }
      return bytes[next++] & 0xff;
    }

    private static PemException damaged() {
      return new PemException("has a damaged private key");
    }
  }
}
