package dev.sluice.balancer.udp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a session has to send once it has a backend: what came while it had none, and the very first
 * datagram again, if that was refused. A later one is not sent again, since nobody says which of
 * several a refusal is about. For one event loop.
 */
final class Unsent {

  /** How many datagrams wait. */
  static final int MOST = 4;

  /** Up to this size in bytes a datagram is kept in a buffer that fits, and may be sent again. */
  static final int SMALL = 2048;

  private final Deque<ByteBuf> waiting = new ArrayDeque<>(MOST);
  private int sentOnes;
  // null for none
  private ByteBuf first;

  int size() {
    return waiting.size();
  }

  /** Takes a datagram over; false when there are too many, and it is dropped. */
  boolean add(ByteBuf datagram) {
    if (waiting.size() == MOST) {
      datagram.release();
      return false;
    }
    // What was read stands in a buffer for the longest datagram there is.
    waiting.add(datagram.readableBytes() > SMALL ? datagram : fitting(datagram));
    return true;
  }

  /** Gives the next one away. */
  ByteBuf take() {
    return waiting.remove();
  }

  /** A datagram is about to be sent. */
  void sending(ByteBuf datagram) {
    if (sentOnes == 0 && datagram.readableBytes() <= SMALL) {
      first = datagram.retainedDuplicate();
    } else {
      forget();
    }
    sentOnes = Math.min(sentOnes + 1, 2);
  }

  /** Nothing that was sent has arrived; the next backend is to have it. */
  void refused() {
    if (first != null) {
      waiting.addFirst(first);
      first = null;
    }
    sentOnes = 0;
  }

  /** Keeps nothing any more. */
  void clear() {
    forget();
    waiting.forEach(ByteBuf::release);
    waiting.clear();
  }

  private void forget() {
    if (first != null) {
      first.release();
      first = null;
    }
  }

  private static ByteBuf fitting(ByteBuf datagram) {
    try {
      return PooledByteBufAllocator.DEFAULT
          .directBuffer(datagram.readableBytes())
          .writeBytes(datagram, datagram.readerIndex(), datagram.readableBytes());
    } finally {
      datagram.release();
    }
  }
}
