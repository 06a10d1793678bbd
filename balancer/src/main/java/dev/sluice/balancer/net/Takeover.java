package dev.sluice.balancer.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Takes a channel's socket out of Netty's hands. The channel remains its owner: it is closed by the
 * channel alone, and those who wait for that, such as Vert.x's own handler, still learn of it. For
 * the channel's event loop.
 */
final class Takeover extends ChannelInboundHandlerAdapter {

  private final Channel channel;
  private final Consumer<ByteBuf> early;
  private final Runnable onClosed;
  private boolean leaving;
  private boolean told;

  /**
   * @param early gets what Netty has read before; must not keep the buffer
   * @param onClosed called when the channel is closed, by whomever
   */
  Takeover(Channel channel, Consumer<ByteBuf> early, Runnable onClosed) {
    this.channel = channel;
    this.early = early;
    this.onClosed = onClosed;
  }

  /**
   * Begins, with a channel whose reading is off.
   *
   * @param onTaken called when Netty no longer uses the socket, and has written all it had
   */
  void begin(Runnable onTaken) {
    if (channel.pipeline().get(EarlyBytes.NAME) == null) {
      channel.pipeline().addFirst("takeover", this);
    } else {
      channel.pipeline().addAfter(EarlyBytes.NAME, "takeover", this);
      channel.pipeline().remove(EarlyBytes.NAME);
    }
    channel.closeFuture().addListener(closed -> closed());
    ChannelOutboundBuffer queued = channel.unsafe().outboundBuffer();
    if (queued == null || queued.isEmpty()) {
      deregister(onTaken);
    } else {
      channel
          .writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener((Future<? super Void> written) -> deregister(onTaken));
    }
  }

  private void deregister(Runnable onTaken) {
    leaving = true;
    channel.deregister().addListener((Future<? super Void> deregistered) -> onTaken.run());
  }

  /** Closes the channel. */
  void close() {
    channel.unsafe().close(channel.unsafe().voidPromise());
  }

  /** Has the peer see a reset when the channel is closed, not an end that looks orderly. */
  void reset() {
    if (channel.isOpen()) {
      try {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
      } catch (ChannelException closedMeanwhile) {
        // then there is nothing left to reset
      }
    }
  }

  private void closed() {
    onClosed.run();
    // Netty tells nobody of the end of a channel that it does not watch, or is about not to.
    if (leaving) {
      channel.pipeline().fireChannelInactive();
      if (!channel.isRegistered()) {
        channel.pipeline().fireChannelUnregistered();
      }
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    try {
      if (msg instanceof ByteBuf bytes && channel.isOpen()) {
        early.accept(bytes);
      }
    } finally {
      ReferenceCountUtil.release(msg);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    // concerns nobody behind this
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    // Vert.x announces its shutdown here; the relay's owner decides when this one ends.
    ReferenceCountUtil.release(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (!told) {
      told = true;
      ctx.fireChannelInactive();
    }
  }
}
