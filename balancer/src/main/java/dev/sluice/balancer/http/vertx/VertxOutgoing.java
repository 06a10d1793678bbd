package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.stream.Outgoing;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;

/** The body of an answer that goes out through Vert.x. For its event loop. */
final class VertxOutgoing implements Outgoing {

  private final HttpServerResponse response;
  private final Runnable onSent;
  private final Backlog backlog;
  private final Batch batch = new Batch();
  private boolean ended;
  private boolean over;
  private long written;

  /**
   * @param response with its head filled
   * @param backlog of this answer
   * @param onSent told once all of it is on its way to the client
   */
  VertxOutgoing(HttpServerResponse response, Backlog backlog, Runnable onSent) {
    this.response = response;
    this.backlog = backlog;
    this.onSent = onSent;
  }

  /** Whether the end was written. */
  boolean ended() {
    return ended;
  }

  long written() {
    return written;
  }

  /** Nothing more is written. */
  void giveUp() {
    over = true;
    batch.take().release();
  }

  private boolean isClosed() {
    return over || ended || response.closed();
  }

  @Override
  public void data(ByteBuf bytes) {
    if (isClosed()) {
      bytes.release();
      return;
    }
    written += bytes.readableBytes();
    batch.add(bytes);
    if (batch.isFull()) {
      flush();
    }
  }

  @Override
  public void flush() {
    if (isClosed()) {
      return;
    }
    if (!batch.isEmpty()) {
      ByteBuf bytes = batch.take();
      int size = backlog.add(bytes);
      response
          .write(buffer(bytes))
          .onComplete(
              done -> {
                bytes.release();
                backlog.remove(size);
              });
    } else if (!response.headWritten()) {
      response.writeHead();
    }
  }

  // Vert.x releases nothing that isn't its own.
  private static Buffer buffer(ByteBuf bytes) {
    return BufferInternal.buffer(bytes);
  }

  @Override
  public void end(Fields trailers) {
    if (isClosed()) {
      return;
    }
    ended = true;
    // Asked for only where there are some: from then on Vert.x sends a frame of them.
    trailers.forEach((name, value) -> response.trailers().add(name, value));
    ByteBuf bytes = batch.take();
    int size = backlog.add(bytes);
    Future<Void> sent = bytes.isReadable() ? response.end(buffer(bytes)) : response.end();
    sent.onComplete(
        done -> {
          bytes.release();
          backlog.remove(size);
          onSent.run();
        });
  }

  @Override
  public boolean isWritable() {
    return isClosed() || backlog.isSmall();
  }
}
