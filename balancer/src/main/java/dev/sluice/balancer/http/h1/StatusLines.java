package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.head.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;

/** Writes status lines (RFC 9112, section 4): always of HTTP/1.1, which is what we speak. */
final class StatusLines {

  private static final int FIRST = 100;

  /** What comes before the reason, by status. */
  private static final byte[][] BEGINNINGS = new byte[500][];

  static {
    for (int i = 0; i < BEGINNINGS.length; i++) {
      BEGINNINGS[i] = Text.bytes("HTTP/1.1 " + (FIRST + i) + " ");
    }
  }

  private StatusLines() {}

  static void write(ResponseHead head, ByteBuf out) {
    out.writeBytes(BEGINNINGS[head.status() - FIRST]);
    if (head instanceof H1Response h1) {
      int start = h1.reasonStart();
      out.writeBytes(h1.fields().head().bytes(), start, h1.reasonEnd() - start);
    } else {
      String reason = head.reason();
      Text.value(
          reason.isEmpty() ? HttpResponseStatus.valueOf(head.status()).reasonPhrase() : reason,
          out);
    }
    Text.lineEnd(out);
  }
}
