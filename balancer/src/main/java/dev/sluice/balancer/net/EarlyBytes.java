package dev.sluice.balancer.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Keeps what an accepted channel delivers before it is paired, and hands it to the next handler
 * when it is removed. Reading is off until then, but the native transports read all the same once
 * the peer has finished sending. What they read in one go bounds what is kept, or {@link
 * #MOST_KEPT} where the client is watched.
 */
public final class EarlyBytes extends ChannelInboundHandlerAdapter {

  /** In the pipeline. */
  public static final String NAME = "early-bytes";

  /** What may be kept of a client that talks while it waits. */
  private static final int MOST_KEPT = 64 * 1024;

  private final Deque<Object> kept = new ArrayDeque<>();
  private int keptBytes;
  private boolean watching;
  private boolean inputEnded;
  private boolean closeNotified;

  /**
   * Reads on, within bounds: only who reads notices that the peer has broken off. Ends with the
   * removal of this handler.
   */
  void watch(Channel channel) {
    watching = true;
    readOn(channel);
  }

  private void readOn(Channel channel) {
    if (watching && !inputEnded && keptBytes < MOST_KEPT) {
      channel.read();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    kept.add(msg);
    keptBytes += msg instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    readOn(ctx.channel());
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      inputEnded = true;
    } else if (event == SslCloseCompletionEvent.SUCCESS) {
      // The end of input as TLS tells it. Who also cuts the connection is noticed all the same.
      closeNotified = true;
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // The native transports tell of a reset but once, and then leave the channel open.
    ctx.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    while (!kept.isEmpty()) {
      ReferenceCountUtil.release(kept.poll());
    }
    inputEnded = false;
    closeNotified = false;
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (!kept.isEmpty()) {
      while (!kept.isEmpty()) {
        ctx.fireChannelRead(kept.poll());
      }
      ctx.fireChannelReadComplete();
    }
    if (closeNotified) {
      ctx.fireUserEventTriggered(SslCloseCompletionEvent.SUCCESS);
    }
    if (inputEnded) {
      ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }
  }
}
