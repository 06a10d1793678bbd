package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.http.Reason;
import dev.sluice.balancer.net.Alarm;
import dev.sluice.balancer.net.ProxyHeaders;
import dev.sluice.balancer.net.Wheel;
import dev.sluice.balancer.net.tls.TlsFailure;
import dev.sluice.vertx.proxyprotocol.ProxyVerdict;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;

/**
 * Decides who serves a connection: over TLS by ALPN (RFC 9113, section 3.2), else by whether it
 * begins with the preface of HTTP/2 (section 3.3). For one event loop.
 */
final class ProtocolChoice extends ChannelInboundHandlerAdapter {

  static final String NAME = "protocol-choice";

  private static final AttributeKey<ProtocolChoice> HANDED_OVER =
      AttributeKey.valueOf(ProtocolChoice.class, "handed-over");

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /** What may come. */
  private enum Expected {
    /** A TLS handshake. */
    HANDSHAKE,
    /** Either version: the first bytes tell. */
    EITHER,
    /** HTTP/1.x, as agreed. */
    HTTP_1,
    /** HTTP/2, as agreed. */
    HTTP_2,
    /** Nothing that is read here. */
    NOTHING
  }

  private final Reception reception;
  private final DuplexChannel channel;
  private final ChannelHandler vertx;
  private final Wheel wheel;
  private final Alarm alarm = new Alarm(this::late);
  private Expected expected;
  private ByteBuf held = Unpooled.EMPTY_BUFFER;

  /**
   * @param vertx what Vert.x takes the connection over with
   * @param encrypted whether a TLS handshake comes first
   */
  ProtocolChoice(
      Reception reception, DuplexChannel channel, ChannelHandler vertx, boolean encrypted) {
    this.reception = reception;
    this.channel = channel;
    this.vertx = vertx;
    this.wheel = reception.wheel();
    this.expected = encrypted ? Expected.HANDSHAKE : Expected.EITHER;
  }

  /** The time begins to run. */
  void begin() {
    long patience = reception.patienceNanos();
    if (patience > 0) {
      wheel.set(alarm, patience);
    }
  }

  /** Vert.x has had the whole preface of HTTP/2, the client's settings included. */
  static void settled(io.netty.channel.Channel channel) {
    ProtocolChoice choice = channel.attr(HANDED_OVER).getAndSet(null);
    if (choice != null) {
      choice.wheel.cancel(choice.alarm);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ProxyVerdict verdict) {
      if (verdict.accepted()) {
        begin();
      } else {
        refuse(ProxyHeaders.word(verdict));
      }
    } else if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        expected = agreed(ctx);
      } else {
        refuse(TlsFailure.of(handshake.cause()).word());
      }
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  private static Expected agreed(ChannelHandlerContext ctx) {
    SslHandler tls = ctx.pipeline().get(SslHandler.class);
    return ApplicationProtocolNames.HTTP_2.equals(tls.applicationProtocol())
        ? Expected.HTTP_2
        : Expected.HTTP_1;
  }

  private void refuse(String word) {
    if (expected != Expected.NOTHING) {
      expected = Expected.NOTHING;
      reception.refused(channel, word);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (expected == Expected.NOTHING || !(message instanceof ByteBuf bytes)) {
      ReferenceCountUtil.release(message);
      return;
    }
    held = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), held, bytes);
    if (!held.isReadable()) {
      return;
    }
    if (expected == Expected.HTTP_1) {
      http1(ctx);
      return;
    }
    int length = Math.min(held.readableBytes(), PREFACE.length);
    for (int i = 0; i < length; i++) {
      if (held.getByte(held.readerIndex() + i) != PREFACE[i]) {
        noPreface(ctx);
        return;
      }
    }
    if (length == PREFACE.length) {
      http2(ctx);
    }
  }

  private void noPreface(ChannelHandlerContext ctx) {
    if (expected == Expected.EITHER) {
      http1(ctx);
    } else {
      refuse(Reason.BAD_REQUEST.word());
      channel.close();
    }
  }

  private void http1(ChannelHandlerContext ctx) {
    expected = Expected.NOTHING;
    wheel.cancel(alarm);
    ByteBuf first = held;
    held = Unpooled.EMPTY_BUFFER;
    ctx.pipeline().remove(this);
    reception.http1(channel, first);
  }

  private void http2(ChannelHandlerContext ctx) {
    expected = Expected.NOTHING;
    channel.attr(HANDED_OVER).set(this);
    channel.closeFuture().addListener(closed -> settled(channel));
    ctx.pipeline().addLast(vertx);
    // Which hands on what is held.
    ctx.pipeline().remove(this);
  }

  private void late() {
    if (expected == Expected.HANDSHAKE) {
      refuse(TlsFailure.TIMEOUT.word());
    } else if (held.isReadable() || expected == Expected.NOTHING) {
      // What has begun is never heard of again, so it is told here.
      reception.refused(channel, Reason.CLIENT_TIMEOUT.word());
      expected = Expected.NOTHING;
    }
    channel.close();
  }

  /** Ends the connection. */
  void close() {
    expected = Expected.NOTHING;
    channel.close();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // A reset, or a failed handshake that was told already.
    channel.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    expected = Expected.NOTHING;
    ctx.pipeline().remove(this);
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    reception.decided(this);
    ByteBuf rest = held;
    held = Unpooled.EMPTY_BUFFER;
    if (rest.isReadable() && channel.isActive()) {
      ctx.fireChannelRead(rest);
      ctx.fireChannelReadComplete();
    } else {
      rest.release();
    }
    if (!channel.isActive()) {
      wheel.cancel(alarm);
    }
  }
}
