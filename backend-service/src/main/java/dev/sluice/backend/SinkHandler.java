package dev.sluice.backend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Counts and hashes to the peer's end, then answers {@code BYTES SHA256HEX\n} and closes. */
final class SinkHandler extends ChannelInboundHandlerAdapter {

  private final FaultInjector faults;
  private final BodyDigest digest = new BodyDigest();

  SinkHandler(FaultInjector faults) {
    this.faults = faults;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      digest.update(bytes.nioBuffer());
    } finally {
      bytes.release();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      ctx.executor().schedule(() -> report(ctx), faults.nextDelayNanos(), TimeUnit.NANOSECONDS);
    }
    ctx.fireUserEventTriggered(event);
  }

  private void report(ChannelHandlerContext ctx) {
    String line = digest.bytes() + " " + digest.sha256() + "\n";
    ctx.writeAndFlush(Unpooled.copiedBuffer(line, StandardCharsets.US_ASCII))
        .addListener(ChannelFutureListener.CLOSE);
  }
}
