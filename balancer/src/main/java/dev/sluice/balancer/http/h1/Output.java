package dev.sluice.balancer.http.h1;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/** What goes out over one connection, flushed once for each turn. For one event loop. */
final class Output {

  private final ChannelHandlerContext ctx;
  private boolean held;
  private boolean unflushed;

  Output(ChannelHandlerContext ctx) {
    this.ctx = ctx;
  }

  ByteBuf buffer(int size) {
    return ctx.alloc().directBuffer(size);
  }

  void write(ByteBuf bytes) {
    ctx.write(bytes, ctx.voidPromise());
  }

  /** Sends what was written, at the end of the turn where one is under way. */
  void flush() {
    if (held) {
      unflushed = true;
    } else {
      ctx.flush();
    }
  }

  boolean isWritable() {
    return ctx.channel().isWritable();
  }

  /** A turn begins: what has come is dealt with. */
  void hold() {
    held = true;
  }

  /** The turn is over. */
  void letGo() {
    held = false;
    if (unflushed) {
      unflushed = false;
      ctx.flush();
    }
  }
}
