package dev.sluice.balancer.net.hello;

import dev.sluice.balancer.net.hello.Inspection.NoHello;
import io.netty.buffer.ByteBuf;

/**
 * Looks for a ClientHello at the beginning of a connection, spread over however many records. What
 * can't become one any more is told at the first byte that says so; a ClientHello, when all of it
 * is there.
 */
public final class HelloInspector {

  /**
   * What a ClientHello may take, with the headers of its records. Those of today's clients take 200
   * bytes to 3 KiB.
   */
  public static final int MOST_BYTES = 64 * 1024;

  private static final int CLIENT_HELLO = 1;
  private static final int LENGTH_BYTES = 3;

  private HelloInspector() {}

  /**
   * @param bytes all that has come so far; its indices are left alone
   */
  public static Inspection inspect(ByteBuf bytes) {
    int end = Math.min(bytes.writerIndex(), bytes.readerIndex() + MOST_BYTES);
    Fragments fragments = new Fragments(bytes, bytes.readerIndex(), end);
    int type = fragments.next();
    if (type >= 0 && type != CLIENT_HELLO) {
      return NoHello.NOT_TLS;
    }
    int length = 0;
    for (int i = 0; i < LENGTH_BYTES; i++) {
      length = length << 8 | fragments.next();
    }
    if (length > MOST_BYTES) {
      return NoHello.TOO_LONG;
    }
    if (length < 0 || !fragments.reach(length)) {
      return why(fragments, bytes);
    }
    return new HelloReader(fragments, length).read();
  }

  private static Inspection why(Fragments fragments, ByteBuf bytes) {
    boolean full = bytes.readableBytes() >= MOST_BYTES;
    return full && fragments.problem() == NoHello.NEED_MORE
        ? NoHello.TOO_LONG
        : fragments.problem();
  }
}
