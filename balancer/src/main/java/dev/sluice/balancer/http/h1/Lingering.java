package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.net.Alarm;
import dev.sluice.balancer.net.Wheel;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;

/**
 * Closes a connection behind all that was written to it. To close while the client still sends
 * would reset it, and the client might lose the answer (RFC 9112, section 9.6): so only our side is
 * ended at first, and what comes is thrown away for a while. For one event loop.
 */
final class Lingering extends ChannelInboundHandlerAdapter {

  private static final String NAME = "lingering";

  /**
   * How long it may take.
   *
   * @param unread while the client takes nothing of what was written; zero for no limit
   * @param unended from our end to the client's; zero to close at once
   */
  record Patience(Duration unread, Duration unended) {}

  private final DuplexChannel channel;
  private final Wheel wheel;
  private final Patience patience;
  private final Alarm alarm = new Alarm(this::late);
  private final Unsent unsent = new Unsent();
  private boolean ending;
  private boolean inputEnded;

  private Lingering(DuplexChannel channel, Wheel wheel, Patience patience) {
    this.channel = channel;
    this.wheel = wheel;
    this.patience = patience;
  }

  /** Takes the place of the handler of an open channel. */
  static void begin(ChannelHandlerContext ctx, Wheel wheel, Patience patience) {
    DuplexChannel channel = (DuplexChannel) ctx.channel();
    Lingering lingering = new Lingering(channel, wheel, patience);
    ctx.pipeline().replace(ctx.handler(), NAME, lingering);
    lingering.begin();
  }

  /** Closes a channel so that its client sees a reset, and loses what is still under way to it. */
  static void reset(DuplexChannel channel) {
    try {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    } catch (ChannelException closedMeanwhile) {
      // then there is nothing left to reset
    }
    // Beneath the handler of TLS, which would first say in all form that it ends.
    channel.unsafe().close(channel.unsafe().voidPromise());
  }

  private void begin() {
    channel.config().setAutoRead(true);
    if (!patience.unread().isZero()) {
      wheel.set(alarm, patience.unread().toNanos());
    }
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(this::written);
  }

  private void written(Future<? super Void> written) {
    if (!written.isSuccess() || inputEnded || patience.unended().isZero()) {
      channel.close();
      return;
    }
    ending = true;
    wheel.set(alarm, patience.unended().toNanos());
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      channel.shutdownOutput();
    } else {
      // Some engines take nothing more once they have said that they end, and it would pile up.
      channel.pipeline().addFirst(new Drop());
      tls.closeOutbound().addListener(notified -> channel.shutdownOutput());
    }
  }

  private void late() {
    if (!ending && unsent.moves(channel)) {
      wheel.set(alarm, patience.unread().toNanos());
    } else {
      channel.close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    ReferenceCountUtil.release(msg);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    // concerns nobody
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == SslCloseCompletionEvent.SUCCESS) {
      // Once we have ended, some engines say so of each record that was still on its way to them.
      inputEnded |= !ending;
    } else if (event == ChannelInputShutdownEvent.INSTANCE) {
      inputEnded = true;
      if (ending) {
        channel.close();
      }
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!ending || !(cause instanceof DecoderException)) {
      channel.close();
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    wheel.cancel(alarm);
  }

  /** Throws away what comes before anyone looks at it. */
  private static final class Drop extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      ReferenceCountUtil.release(msg);
    }
  }
}
