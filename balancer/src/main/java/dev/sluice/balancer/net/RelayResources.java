package dev.sluice.balancer.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;

/**
 * What the epoll relays of one event loop share: the buffer that every read goes to, and pipes.
 * There from the first relay to the last, so that nobody has to close it. For that event loop.
 */
final class RelayResources {

  /** The largest read, in bytes. */
  static final int BUFFER = 128 * 1024;

  private final Pipes pipes;
  private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
  private int users;

  RelayResources(boolean splice) {
    this.pipes = new Pipes(splice);
  }

  /** One more relay. */
  void enter() {
    if (users++ == 0) {
      buffer = PooledByteBufAllocator.DEFAULT.directBuffer(BUFFER, BUFFER);
    }
  }

  /** One relay less; it uses nothing of this any more. */
  void leave() {
    if (--users == 0) {
      buffer.release();
      buffer = Unpooled.EMPTY_BUFFER;
      pipes.close();
    }
  }

  /** Holds what was read only until the next read, of whatever relay. */
  ByteBuf buffer() {
    return buffer;
  }

  Pipes pipes() {
    return pipes;
  }
}
