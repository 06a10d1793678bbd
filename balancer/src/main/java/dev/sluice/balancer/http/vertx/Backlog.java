package dev.sluice.balancer.http.vertx;

import io.netty.buffer.ByteBuf;
import java.util.function.LongConsumer;

/**
 * What was given to Vert.x and has not left yet. Vert.x's own measure is the number of writes,
 * which is none of the memory that they hold. For one event loop.
 */
final class Backlog {

  private static final int HIGH = 64 * 1024;
  private static final int LOW = HIGH / 2;

  private final Runnable onWritable;
  private final LongConsumer onChange;
  private long bytes;
  private boolean large;

  /**
   * @param onWritable told when it has become small again
   * @param onChange told by how many bytes it has grown, negative where it has shrunk
   */
  Backlog(Runnable onWritable, LongConsumer onChange) {
    this.onWritable = onWritable;
    this.onChange = onChange;
  }

  /** Whether there is room for more. */
  boolean isSmall() {
    return !large;
  }

  /** Something is about to be written; tells its size, to be given back once it has left. */
  int add(ByteBuf written) {
    int size = written.readableBytes();
    bytes += size;
    large |= bytes >= HIGH;
    onChange.accept(size);
    return size;
  }

  void remove(int size) {
    bytes -= size;
    onChange.accept(-size);
    if (large && bytes <= LOW) {
      large = false;
      onWritable.run();
    }
  }
}
