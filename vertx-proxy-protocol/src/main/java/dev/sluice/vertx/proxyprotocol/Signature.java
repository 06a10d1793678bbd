package dev.sluice.vertx.proxyprotocol;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** What PROXY headers begin with. */
enum Signature {
  V1("PROXY "),
  V1_TCP4("PROXY TCP4 "),
  V1_TCP6("PROXY TCP6 "),
  V1_UNKNOWN("PROXY UNKNOWN"),
  V2("\r\n\r\n\0\r\nQUIT\n");

  private final byte[] bytes;

  /** How far what has come agrees with a signature. */
  enum Match {
    NO,
    SO_FAR,
    YES
  }

  Signature(String text) {
    this.bytes = text.getBytes(StandardCharsets.US_ASCII);
  }

  Match match(ByteBuf in) {
    int length = Math.min(in.readableBytes(), bytes.length);
    for (int i = 0; i < length; i++) {
      if (in.getByte(in.readerIndex() + i) != bytes[i]) {
        return Match.NO;
      }
    }
    return length == bytes.length ? Match.YES : Match.SO_FAR;
  }

  /** For a new header. */
  byte[] bytes() {
    return bytes.clone();
  }
}
