package dev.sluice.vertx.proxyprotocol;

import dev.sluice.vertx.proxyprotocol.ProxyProtocol.OnRefusal;
import dev.sluice.vertx.proxyprotocol.ProxyVerdict.Result;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Holds the first bytes of a connection back until it is decided on them, then steps out of the
 * pipeline and hands on what is left. For one event loop.
 */
final class FirstBytes extends ChannelInboundHandlerAdapter {

  private final ProxyProtocol protocol;
  private Judge judge = new SignatureGuard();
  private boolean trusted;
  private ByteBuf held = Unpooled.EMPTY_BUFFER;
  private Optional<Future<?>> deadline = Optional.empty();
  private boolean refused;

  FirstBytes(ProxyProtocol protocol) {
    this.protocol = protocol;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    SocketAddress peer = ctx.channel().remoteAddress();
    // Without one, the peer is gone already.
    trusted = peer != null && protocol.trusts(peer);
    if (trusted) {
      judge = new HeaderJudge();
      startDeadline(ctx);
      readOn(ctx);
    } else {
      ProxyVerdict.without(Result.DIRECT).attachTo(ctx.channel());
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    ctx.fireChannelActive();
    if (trusted) {
      readOn(ctx);
    }
  }

  // Where reading is off, nobody else will ask for the rest.
  private void readOn(ChannelHandlerContext ctx) {
    if (!refused && ctx.channel().isActive() && !ctx.channel().config().isAutoRead()) {
      ctx.read();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (refused) {
      ReferenceCountUtil.release(message);
    } else if (message instanceof ByteBuf bytes) {
      held = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), held, bytes);
      judge(ctx);
    } else {
      ctx.fireChannelRead(message);
    }
  }

  private void judge(ChannelHandlerContext ctx) {
    Optional<ProxyVerdict> verdict = judge.judge(held);
    if (verdict.isPresent()) {
      decided(ctx, verdict.get());
    } else {
      startDeadline(ctx);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (trusted || held.isReadable()) {
      readOn(ctx);
    }
    ctx.fireChannelReadComplete();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE && !refused) {
      ended(ctx);
    }
    ctx.fireUserEventTriggered(event);
  }

  /** No more will come. */
  private void ended(ChannelHandlerContext ctx) {
    if (trusted) {
      decided(ctx, ProxyVerdict.without(held.isReadable() ? Result.MALFORMED : Result.MISSING));
    } else {
      // A header that never became one.
      decided(ctx, ProxyVerdict.without(Result.DIRECT));
    }
  }

  private void decided(ChannelHandlerContext ctx, ProxyVerdict verdict) {
    deadline.ifPresent(due -> due.cancel(false));
    if (verdict.result() != Result.DIRECT) {
      verdict.attachTo(ctx.channel());
      ctx.fireUserEventTriggered(verdict);
    }
    if (verdict.accepted() || protocol.onRefusal() == OnRefusal.PASS_ON) {
      ctx.pipeline().remove(this);
    } else {
      close(ctx);
    }
  }

  private void close(ChannelHandlerContext ctx) {
    refused = true;
    drop();
    ctx.close();
  }

  private void startDeadline(ChannelHandlerContext ctx) {
    if (deadline.isEmpty() && !protocol.timeout().isZero()) {
      deadline =
          Optional.of(
              ctx.executor()
                  .schedule(
                      () -> timedOut(ctx), protocol.timeout().toNanos(), TimeUnit.NANOSECONDS));
    }
  }

  private void timedOut(ChannelHandlerContext ctx) {
    if (!refused && !ctx.isRemoved()) {
      ProxyVerdict verdict = ProxyVerdict.without(Result.TIMED_OUT);
      verdict.attachTo(ctx.channel());
      ctx.fireUserEventTriggered(verdict);
      close(ctx);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    deadline.ifPresent(due -> due.cancel(false));
    drop();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    deadline.ifPresent(due -> due.cancel(false));
    ByteBuf rest = held;
    held = Unpooled.EMPTY_BUFFER;
    if (rest.isReadable()) {
      ctx.fireChannelRead(rest);
      ctx.fireChannelReadComplete();
    } else {
      rest.release();
    }
  }

  private void drop() {
    held.release();
    held = Unpooled.EMPTY_BUFFER;
  }
}
