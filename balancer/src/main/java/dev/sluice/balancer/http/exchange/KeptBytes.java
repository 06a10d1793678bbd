package dev.sluice.balancer.http.exchange;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * The beginning of a body, kept to be sent once more. Large pieces are shared with whoever else has
 * them; of a small one that lies in a large buffer a copy is made, since sharing would keep all of
 * that. For one event loop.
 */
final class KeptBytes {

  /** A piece is shared if it is at least this part of the memory that it lies in. */
  private static final int SHARED_PART = 4;

  private static final int ROOM = 1024;

  private final List<ByteBuf> pieces = new ArrayList<>(1);
  private boolean roomInLast;
  private long size;

  /** Bytes that are kept. */
  long size() {
    return size;
  }

  /** Keeps bytes that stay their owner's. */
  void add(ByteBuf bytes) {
    int length = bytes.readableBytes();
    size += length;
    if ((long) length * SHARED_PART >= root(bytes).capacity()) {
      pieces.add(bytes.retainedDuplicate());
      roomInLast = false;
    } else {
      copy(bytes, length);
    }
  }

  private void copy(ByteBuf bytes, int length) {
    if (!roomInLast || last().writableBytes() < length) {
      // Never grown: what was handed out of it must stay where it is.
      int capacity = Math.max(ROOM, length);
      pieces.add(bytes.alloc().buffer(capacity, capacity));
      roomInLast = true;
    }
    last().writeBytes(bytes, bytes.readerIndex(), length);
  }

  private ByteBuf last() {
    return pieces.get(pieces.size() - 1);
  }

  private static ByteBuf root(ByteBuf bytes) {
    ByteBuf root = bytes;
    while (root.unwrap() != null) {
      root = root.unwrap();
    }
    return root;
  }

  /** How many pieces there are. */
  int pieces() {
    return pieces.size();
  }

  /** A piece, for the caller to release. */
  ByteBuf piece(int place) {
    return pieces.get(place).retainedDuplicate();
  }

  /** Keeps nothing any more; again is of no effect. */
  void release() {
    pieces.forEach(ByteBuf::release);
    pieces.clear();
    roomInLast = false;
    size = 0;
  }
}
