package dev.sluice.balancer.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Relays through two Netty channels of one event loop, whatever carries them. Buffers go on as they
 * were read. All of it, and every call, happens on that event loop.
 *
 * <p>Over TLS the end of input is close_notify (RFC 8446, section 6.1), and is passed on as one; a
 * FIN without it may be anybody's, so it counts as a reset. Where the TLS in use can't end one
 * direction alone, what still comes for a side that has finished counts as its reset, too.
 */
final class ChannelRelay implements Relay {

  private final Side client;
  private final Side backend;
  private final IdleCheck idle;
  private final Consumer<Result> onEnd;
  private boolean ended;

  private ChannelRelay(
      DuplexChannel client, DuplexChannel backend, Duration idle, Consumer<Result> onEnd) {
    this.client = new Side(client, End.CLIENT_RESET);
    this.backend = new Side(backend, End.BACKEND_RESET);
    this.idle = new IdleCheck(client.eventLoop(), idle, () -> close(End.IDLE));
    this.onEnd = onEnd;
  }

  /**
   * Pairs two channels that are prepared as by {@link Dialer#prepare} and starts reading both.
   *
   * @param idle ends the relay when nothing moved in either direction for so long; zero for never
   * @param onEnd called once, when both channels are closed or about to be
   */
  static Relay start(
      DuplexChannel client, DuplexChannel backend, Duration idle, Consumer<Result> onEnd) {
    ChannelRelay relay = new ChannelRelay(client, backend, idle, onEnd);
    relay.idle.start();
    relay.client.join();
    relay.backend.join();
    if (!client.isActive()) {
      relay.client.lost();
    } else if (!backend.isActive()) {
      relay.backend.lost();
    } else {
      client.config().setAutoRead(true);
      backend.config().setAutoRead(true);
    }
    return relay;
  }

  @Override
  public void stop() {
    close(End.STOPPED);
  }

  private void breakOff(End end) {
    if (!ended) {
      client.reset();
      backend.reset();
      close(end);
    }
  }

  private void close(End end) {
    if (!ended) {
      ended = true;
      idle.cancel();
      client.channel.close();
      backend.channel.close();
      onEnd.accept(new Result(end, client.read, backend.read));
    }
  }

  /** Reads one channel; what it reads is written to the other's. */
  private final class Side extends ChannelInboundHandlerAdapter {

    private final DuplexChannel channel;
    private final Optional<SslHandler> tls;
    private final End reset;
    private long read;
    private boolean inputEnded;

    Side(DuplexChannel channel, End reset) {
      this.channel = channel;
      this.tls = Optional.ofNullable(channel.pipeline().get(SslHandler.class));
      this.reset = reset;
    }

    private Side other() {
      return this == client ? backend : client;
    }

    /** Before Vert.x's own handler, where there is one: it still learns that the channel closed. */
    void join() {
      ChannelPipeline pipeline = channel.pipeline();
      String before = "";
      for (Map.Entry<String, io.netty.channel.ChannelHandler> handler : pipeline) {
        if (handler.getValue() instanceof SslHandler || handler.getValue() instanceof EarlyBytes) {
          before = handler.getKey();
        }
      }
      if (before.isEmpty()) {
        pipeline.addFirst("relay", this);
      } else {
        pipeline.addAfter(before, "relay", this);
      }
      if (pipeline.get(EarlyBytes.NAME) != null) {
        pipeline.remove(EarlyBytes.NAME);
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      if (!(msg instanceof ByteBuf bytes) || ended) {
        ReferenceCountUtil.release(msg);
        return;
      }
      if (other().isDeaf()) {
        bytes.release();
        other().lost();
        return;
      }
      read += bytes.readableBytes();
      idle.moved();
      Channel to = other().channel;
      to.write(bytes, to.voidPromise());
      if (!to.isWritable()) {
        channel.config().setAutoRead(false);
      }
    }

    // TLS 1.2, and BoringSSL's engine with any, end both directions with the peer's close_notify,
    // and would drop what is written without a word.
    private boolean isDeaf() {
      return inputEnded && tls.isPresent() && tls.get().engine().isOutboundDone();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      other().channel.flush();
      if (other().inputEnded && hasPeerNotified()) {
        // Of this direction's end nothing tells any more, once the other's has been taken for it.
        endOfInput();
      }
    }

    private boolean hasPeerNotified() {
      return tls.isPresent() && tls.get().engine().isInboundDone();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      idle.moved();
      if (channel.isWritable()) {
        other().channel.config().setAutoRead(true);
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event == SslCloseCompletionEvent.SUCCESS) {
        // BoringSSL's engine says of each read that it is closed when only its output is.
        if (hasPeerNotified()) {
          endOfInput();
        }
      } else if (event == ChannelInputShutdownEvent.INSTANCE) {
        if (tls.isPresent() && !hasPeerNotified()) {
          lost();
        } else {
          endOfInput();
        }
      } else {
        // Vert.x announces its shutdown here; the relay's owner decides when this one ends.
        ReferenceCountUtil.release(event);
      }
    }

    private void endOfInput() {
      if (inputEnded || ended) {
        return;
      }
      inputEnded = true;
      other().finish();
      if (other().inputEnded) {
        closeFlushed();
      }
    }

    /** Passes on that nothing more comes, behind all that was written. */
    private void finish() {
      // shutdownOutput alone would drop what is still queued.
      channel
          .writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener(
              (Future<? super Void> written) ->
                  tls.ifPresentOrElse(
                      handler ->
                          handler.closeOutbound().addListener(notified -> channel.shutdownOutput()),
                      channel::shutdownOutput));
    }

    private void closeFlushed() {
      channel
          .writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener(
              mine ->
                  other()
                      .channel
                      .writeAndFlush(Unpooled.EMPTY_BUFFER)
                      .addListener(theirs -> close(End.CLOSED)));
    }

    /** Closes it so that the peer sees a reset, not an end that it would take for orderly. */
    private void reset() {
      if (channel.isOpen()) {
        try {
          channel.config().setOption(ChannelOption.SO_LINGER, 0);
        } catch (ChannelException closedMeanwhile) {
          // then there is nothing left to reset
        }
        if (tls.isPresent()) {
          // Beneath the handler of TLS, which would first say in all form that it ends.
          channel.unsafe().close(channel.unsafe().voidPromise());
        }
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      lost();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      lost();
      ctx.fireChannelInactive();
    }

    /** The channel is gone, and not by an orderly end of both directions. */
    private void lost() {
      if (ended) {
        return;
      }
      if (inputEnded && other().inputEnded) {
        close(End.CLOSED);
      } else {
        breakOff(reset);
      }
    }
  }
}
