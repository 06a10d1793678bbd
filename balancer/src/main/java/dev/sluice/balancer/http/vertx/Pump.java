package dev.sluice.balancer.http.vertx;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.function.LongConsumer;

/**
 * Moves a body from one side to the other, and stops reading while the other side can't be written.
 * For one event loop.
 */
final class Pump {

  private final ReadStream<Buffer> from;
  private final WriteStream<Buffer> to;
  private final LongConsumer onMoved;
  private final Runnable onEnd;
  private long moved;
  private boolean stopped;

  /**
   * @param onMoved told of the bytes of each buffer before it is written; may {@link #stop} the
   *     pump
   * @param onEnd told when the source has ended; the other side is not ended
   */
  Pump(ReadStream<Buffer> from, WriteStream<Buffer> to, LongConsumer onMoved, Runnable onEnd) {
    this.from = from;
    this.to = to;
    this.onMoved = onMoved;
    this.onEnd = onEnd;
  }

  void start(Handler<Throwable> onFailure) {
    from.exceptionHandler(onFailure);
    from.handler(this::move);
    from.endHandler(end -> finish());
    from.resume();
  }

  /** Bytes so far. */
  long moved() {
    return moved;
  }

  /** Nothing is written any more; the source is left as it is. */
  void stop() {
    stopped = true;
  }

  private void move(Buffer bytes) {
    if (stopped) {
      return;
    }
    moved += bytes.length();
    onMoved.accept(bytes.length());
    if (stopped) {
      return;
    }
    to.write(bytes);
    if (to.writeQueueFull()) {
      from.pause();
      to.drainHandler(drained -> from.resume());
    }
  }

  private void finish() {
    if (!stopped) {
      stopped = true;
      onEnd.run();
    }
  }
}
