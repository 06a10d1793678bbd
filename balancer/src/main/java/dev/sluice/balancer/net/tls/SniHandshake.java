package dev.sluice.balancer.net.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Waits for the ClientHello, and puts in its place the handler that speaks TLS with the certificate
 * that the client asked for. One deadline covers both, and every outcome is told by one {@link
 * SslHandshakeCompletionEvent}.
 */
final class SniHandshake extends AbstractSniHandler<SniContexts> {

  /** Larger than any hello that is meant well, post-quantum key shares and tickets included. */
  private static final int LARGEST_HELLO = 16 * 1024;

  private final FromFiles<SniContexts> material;
  private final Duration timeout;
  private Optional<ScheduledFuture<?>> deadline = Optional.empty();
  private boolean over;

  /**
   * @param timeout for the whole handshake; zero for none
   */
  SniHandshake(FromFiles<SniContexts> material, Duration timeout) {
    super(LARGEST_HELLO, 0);
    this.material = material;
    this.timeout = timeout;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    if (ctx.channel().isActive()) {
      start(ctx);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    start(ctx);
    ctx.fireChannelActive();
  }

  private void start(ChannelHandlerContext ctx) {
    if (deadline.isPresent() || over) {
      return;
    }
    if (!timeout.isZero()) {
      deadline =
          Optional.of(
              ctx.executor()
                  .schedule(() -> timedOut(ctx), timeout.toNanos(), TimeUnit.NANOSECONDS));
    }
    if (!ctx.channel().config().isAutoRead()) {
      ctx.read();
    }
  }

  private void timedOut(ChannelHandlerContext ctx) {
    fail(ctx, new SslHandshakeTimeoutException("no ClientHello in time"));
  }

  @Override
  protected Future<SniContexts> lookup(ChannelHandlerContext ctx, String host) {
    return material
        .retain()
        .map(contexts -> ctx.executor().newSucceededFuture(contexts))
        .orElseGet(() -> ctx.executor().newFailedFuture(new ClosedChannelException()));
  }

  @Override
  protected void onLookupComplete(
      ChannelHandlerContext ctx, String host, Future<SniContexts> looked) {
    if (!looked.isSuccess()) {
      fail(ctx, looked.cause());
      return;
    }
    SniContexts contexts = looked.getNow();
    SslHandler handler;
    try {
      // The handler has a reference of its own from here on.
      handler = (host == null ? contexts.first() : contexts.forHost(host)).newHandler(ctx.alloc());
    } finally {
      contexts.release();
    }
    handler.setHandshakeTimeoutMillis(millisLeft());
    over = true;
    boolean handedOver = false;
    try {
      ctx.pipeline().replace(this, SslHandler.class.getName(), handler);
      handedOver = true;
    } finally {
      if (!handedOver) {
        ReferenceCountUtil.release(handler.engine());
      }
    }
  }

  private long millisLeft() {
    return deadline.map(left -> Math.max(1, left.getDelay(TimeUnit.MILLISECONDS))).orElse(0L);
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    try {
      super.decode(ctx, in, out);
    } catch (NotSslRecordException | TooLongFrameException told) {
      // The event is out, and the channel closed.
      over = true;
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      fail(ctx, new ClosedChannelException());
    }
    super.userEventTriggered(ctx, event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    fail(ctx, new ClosedChannelException());
    super.channelInactive(ctx);
  }

  private void fail(ChannelHandlerContext ctx, Throwable cause) {
    if (!over) {
      over = true;
      ctx.fireUserEventTriggered(new SslHandshakeCompletionEvent(cause));
      ctx.close();
    }
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
    deadline.ifPresent(timer -> timer.cancel(false));
    super.handlerRemoved0(ctx);
  }
}
