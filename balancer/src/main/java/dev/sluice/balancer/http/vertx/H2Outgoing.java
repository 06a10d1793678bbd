package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.stream.Outgoing;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.vertx.core.http.impl.HttpClientStream;

/** The body of a request over HTTP/2. For one event loop. */
final class H2Outgoing implements Outgoing {

  private final H2Connection connection;
  private final HttpClientStream stream;
  private final Backlog backlog;
  private final Batch batch = new Batch();
  private boolean ended;
  private boolean over;

  /**
   * @param stream whose head was written, or is about to be
   * @param onWritable told when more can be written after it could not
   * @param bodiless whether the head is all there is
   */
  H2Outgoing(
      H2Connection connection, HttpClientStream stream, Runnable onWritable, boolean bodiless) {
    this.connection = connection;
    this.stream = stream;
    this.ended = bodiless;
    this.backlog =
        new Backlog(
            () -> {
              if (!over && !ended) {
                onWritable.run();
              }
            },
            change -> {});
  }

  /** Whether the end was written. */
  boolean ended() {
    return ended;
  }

  /** Nothing more is written. */
  void giveUp() {
    over = true;
    batch.take().release();
  }

  @Override
  public void data(ByteBuf bytes) {
    if (over || ended) {
      bytes.release();
      return;
    }
    batch.add(bytes);
    if (batch.isFull()) {
      flush();
    }
  }

  @Override
  public void flush() {
    if (!over && !ended && !batch.isEmpty()) {
      write(false);
    }
  }

  // What is given to Vert.x is not released by it when it isn't sent.
  private io.vertx.core.Future<Void> write(boolean end) {
    ByteBuf bytes = batch.take();
    int size = backlog.add(bytes);
    return stream
        .writeBuffer(Unpooled.unreleasableBuffer(bytes), end)
        .onComplete(
            done -> {
              bytes.release();
              backlog.remove(size);
            });
  }

  @Override
  public void end(Fields trailers) {
    if (over || ended) {
      return;
    }
    Http2Headers headers = new DefaultHttp2Headers();
    trailers.forEach((name, value) -> headers.add(name.toLowerCase(java.util.Locale.ROOT), value));
    ended = true;
    if (headers.isEmpty()) {
      write(true);
    } else {
      // Vert.x has no trailers for requests, and may keep data back: they go behind what has left.
      write(false).onSuccess(left -> writeTrailers(headers));
    }
  }

  private void writeTrailers(Http2Headers headers) {
    if (!over) {
      ChannelHandlerContext ctx = connection.context();
      connection
          .handler()
          .encoder()
          .writeHeaders(ctx, stream.id(), headers, 0, true, ctx.newPromise());
      ctx.flush();
    }
  }

  @Override
  public boolean isWritable() {
    return over || ended || backlog.isSmall();
  }
}
