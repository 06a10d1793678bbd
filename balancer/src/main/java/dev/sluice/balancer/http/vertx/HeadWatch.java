package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.http.Reason;
import dev.sluice.balancer.net.tls.TlsFailure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Consumer;

/**
 * Knows what one client's connection is waiting for, and since when. Stands in front of the HTTP
 * decoder, which tells nothing of heads that are not whole. For one event loop.
 */
final class HeadWatch extends ChannelInboundHandlerAdapter {

  private static final String NAME = "head-watch";
  private static final String DECODER = "httpDecoder";

  private static final String TIMEOUT_TEXT =
      Reason.CLIENT_TIMEOUT.status()
          + " "
          + Reason.CLIENT_TIMEOUT.word()
          + ": "
          + Reason.CLIENT_TIMEOUT.text()
          + "\n";
  private static final String TIMEOUT_ANSWER =
      "HTTP/1.1 408 Request Timeout\r\nconnection: close\r\n"
          + LocalAnswer.REASON_HEADER
          + ": "
          + Reason.CLIENT_TIMEOUT.word()
          + "\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: "
          + TIMEOUT_TEXT.length()
          + "\r\n\r\n"
          + TIMEOUT_TEXT;

  /** What is waited for. */
  private enum Phase {
    /** The first byte of the first head, and a TLS handshake before it. */
    FIRST,
    /** The end of a head that has begun. */
    HEAD,
    /** The first byte of a further head. */
    IDLE,
    /** The end of an exchange, or a place. */
    BUSY,
    /** Nothing any more. */
    OVER
  }

  private final Consumer<String> refused;
  private boolean handshaking;
  private Phase phase = Phase.FIRST;
  private long since = System.nanoTime();

  /**
   * @param handshaking whether a TLS handshake comes first
   * @param refused told the word for the log when the connection ends without a request
   */
  HeadWatch(boolean handshaking, Consumer<String> refused) {
    this.handshaking = handshaking;
    this.refused = refused;
  }

  /** Puts it into the pipeline of an HTTP connection. */
  void watch(ChannelHandlerContext vertxHandler) {
    vertxHandler.pipeline().addBefore(DECODER, NAME, this);
  }

  /** The time begins to run. */
  void begin() {
    phase = Phase.FIRST;
    since = System.nanoTime();
  }

  void busy() {
    phase = Phase.BUSY;
  }

  void idle() {
    phase = Phase.IDLE;
    since = System.nanoTime();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object bytes) {
    switch (phase) {
      // The time since the connection was accepted counts.
      case FIRST -> phase = Phase.HEAD;
      case IDLE -> {
        phase = Phase.HEAD;
        since = System.nanoTime();
      }
      case HEAD, BUSY -> {}
      case OVER -> {
        ReferenceCountUtil.release(bytes);
        return;
      }
    }
    ctx.fireChannelRead(bytes);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      handshaking = false;
      if (!handshake.isSuccess() && phase != Phase.OVER) {
        phase = Phase.OVER;
        refused.accept(TlsFailure.of(handshake.cause()).word());
      }
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // After a failed handshake there is nobody to tell.
    if (phase != Phase.OVER) {
      ctx.fireExceptionCaught(cause);
    }
  }

  /**
   * Ends the connection when it has waited for too long: with an answer if a head has begun.
   *
   * @param headNanos for the whole of a head; zero for no limit
   * @param idleNanos for the first byte of one; zero for no limit
   */
  void check(ChannelHandlerContext ctx, long headNanos, long idleNanos, long now) {
    long waited = now - since;
    switch (phase) {
      case FIRST -> {
        if (over(waited, headNanos) || over(waited, idleNanos)) {
          if (handshaking) {
            refused.accept(TlsFailure.TIMEOUT.word());
          }
          close(ctx);
        }
      }
      case IDLE -> {
        if (over(waited, idleNanos)) {
          close(ctx);
        }
      }
      case HEAD -> {
        if (over(waited, headNanos)) {
          answer(ctx);
        }
      }
      case BUSY, OVER -> {}
    }
  }

  private static boolean over(long waited, long limit) {
    return limit > 0 && waited >= limit;
  }

  private void close(ChannelHandlerContext ctx) {
    phase = Phase.OVER;
    ctx.channel().close();
  }

  private void answer(ChannelHandlerContext vertxHandler) {
    phase = Phase.OVER;
    refused.accept(Reason.CLIENT_TIMEOUT.word());
    ChannelHandlerContext ctx = vertxHandler.pipeline().context(this);
    ByteBuf answer = ByteBufUtil.writeAscii(ctx.alloc(), TIMEOUT_ANSWER);
    ctx.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
  }
}
