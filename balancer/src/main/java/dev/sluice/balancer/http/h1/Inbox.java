package dev.sluice.balancer.http.h1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;

/**
 * What was read of a connection and not used yet: what is behind the current request, or of a body
 * that is paused. Its owner stops reading when there is enough. For one event loop.
 */
final class Inbox {

  private final ByteBufAllocator alloc;
  private ByteBuf bytes = Unpooled.EMPTY_BUFFER;

  Inbox(ByteBufAllocator alloc) {
    this.alloc = alloc;
  }

  /** Puts some behind what there is, which is mostly nothing. */
  void add(ByteBuf more) {
    if (!bytes.isReadable()) {
      bytes.release();
      bytes = more;
      return;
    }
    int size = more.readableBytes();
    // Who was given a slice may read it for as long as it wants.
    if (bytes.refCnt() > 1 || bytes.isReadOnly() || !bytes.isWritable(size)) {
      int wanted = bytes.readableBytes() + size;
      ByteBuf larger = alloc.directBuffer(alloc.calculateNewCapacity(wanted, Integer.MAX_VALUE));
      larger.writeBytes(bytes);
      bytes.release();
      bytes = larger;
    }
    bytes.writeBytes(more);
    more.release();
  }

  /** To be read from. */
  ByteBuf bytes() {
    return bytes;
  }

  boolean isEmpty() {
    return !bytes.isReadable();
  }

  int size() {
    return bytes.readableBytes();
  }

  /** Lets go of what was read to its end. */
  void trim() {
    if (!bytes.isReadable()) {
      clear();
    }
  }

  /** Gives all away, to be released. */
  ByteBuf take() {
    ByteBuf all = bytes;
    bytes = Unpooled.EMPTY_BUFFER;
    return all;
  }

  void clear() {
    take().release();
  }
}
