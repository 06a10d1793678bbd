package dev.sluice.balancer.http.vertx;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Collects what is to be written until it is worth a write: Vert.x flushes each one. For one event
 * loop.
 */
final class Batch {

  /** Bytes that are written at once even without a flush. */
  static final int LARGEST = 64 * 1024;

  private static final int MOST_PARTS = 64;

  private ByteBuf bytes = Unpooled.EMPTY_BUFFER;

  /** One more; the batch's own from now on. */
  void add(ByteBuf more) {
    if (!bytes.isReadable()) {
      bytes.release();
      bytes = more;
    } else if (bytes instanceof CompositeByteBuf parts) {
      parts.addComponent(true, more);
    } else {
      bytes =
          Unpooled.compositeBuffer(MOST_PARTS).addComponent(true, bytes).addComponent(true, more);
    }
  }

  boolean isEmpty() {
    return !bytes.isReadable();
  }

  boolean isFull() {
    return bytes.readableBytes() >= LARGEST;
  }

  /** All of it, to be released; nothing is left. */
  ByteBuf take() {
    ByteBuf all = bytes;
    bytes = Unpooled.EMPTY_BUFFER;
    return all;
  }
}
