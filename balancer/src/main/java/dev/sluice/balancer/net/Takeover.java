package dev.sluice.balancer.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.Optional;

/**
 * Takes a channel's socket out of Netty's hands. The channel remains its owner: it is closed by the
 * channel alone, and those who wait for that, such as Vert.x's own handler, still learn of it. For
 * the channel's event loop.
 */
final class Takeover extends ChannelInboundHandlerAdapter implements SocketOwner {

  private final Channel channel;
  private final EpollSocket socket;
  private Optional<EpollSide> side = Optional.empty();
  private boolean leaving;
  private boolean told;

  /**
   * @param channel of an epoll event loop, with reading off
   */
  Takeover(Channel channel) {
    this.channel = channel;
    this.socket = new EpollSocket((Socket) ((UnixChannel) channel).fd());
  }

  @Override
  public EpollSocket socket() {
    return socket;
  }

  /** Hands it over when Netty no longer uses it, and has written all it had. */
  @Override
  public void handTo(EpollSide to) {
    side = Optional.of(to);
    if (channel.pipeline().get(EarlyBytes.NAME) == null) {
      channel.pipeline().addFirst("takeover", this);
    } else {
      channel.pipeline().addAfter(EarlyBytes.NAME, "takeover", this);
      channel.pipeline().remove(EarlyBytes.NAME);
    }
    channel.closeFuture().addListener(closed -> closed());
    ChannelOutboundBuffer queued = channel.unsafe().outboundBuffer();
    if (queued == null || queued.isEmpty()) {
      deregister(to);
    } else {
      channel
          .writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener((Future<? super Void> written) -> deregister(to));
    }
  }

  private void deregister(EpollSide to) {
    leaving = true;
    channel.deregister().addListener((Future<? super Void> deregistered) -> to.taken());
  }

  @Override
  public void close() {
    channel.unsafe().close(channel.unsafe().voidPromise());
  }

  @Override
  public void reset() {
    if (channel.isOpen()) {
      try {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
      } catch (ChannelException closedMeanwhile) {
        // then there is nothing left to reset
      }
    }
  }

  private void closed() {
    side.ifPresent(EpollSide::gone);
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
        side.ifPresent(to -> to.early(bytes));
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
