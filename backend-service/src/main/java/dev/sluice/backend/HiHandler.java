package dev.sluice.backend;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Answers every chunk read with one greeting; closes once the peer has and every answer is out. */
final class HiHandler extends ChannelInboundHandlerAdapter {

  private static final int MAX_PENDING = 256;

  private final String greeting;
  private final FaultInjector faults;
  private int pending;
  private boolean peerEnded;

  HiHandler(String greeting, FaultInjector faults) {
    this.greeting = greeting;
    this.faults = faults;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ReferenceCountUtil.release(message);
    pending++;
    ctx.channel().config().setAutoRead(pending < MAX_PENDING);
    long delay = faults.nextDelayNanos();
    if (delay == 0) {
      answer(ctx);
    } else {
      ctx.executor().schedule(() -> answer(ctx), delay, TimeUnit.NANOSECONDS);
    }
  }

  private void answer(ChannelHandlerContext ctx) {
    ctx.writeAndFlush(Unpooled.copiedBuffer(greeting, StandardCharsets.UTF_8))
        .addListener(written -> answered(ctx));
  }

  private void answered(ChannelHandlerContext ctx) {
    pending--;
    ctx.channel().config().setAutoRead(pending < MAX_PENDING);
    closeWhenDone(ctx);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      peerEnded = true;
      closeWhenDone(ctx);
    }
    ctx.fireUserEventTriggered(event);
  }

  private void closeWhenDone(ChannelHandlerContext ctx) {
    if (peerEnded && pending == 0) {
      ctx.close();
    }
  }
}
