package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.balance.Backend;
import dev.sluice.balancer.http.stream.UpstreamUse;
import dev.sluice.balancer.net.ChannelConnection;
import dev.sluice.balancer.net.EarlyBytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to a backend, which carries one exchange at a time. What happens on it is passed
 * on to that; while there is none, whatever comes ends it. For one event loop.
 */
final class BackendConnection extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(BackendConnection.class);

  /** Who looks after connections that carry no exchange. */
  interface Owner {

    /** Its exchange ended, and it could carry another one. */
    void idle(BackendConnection connection, UpstreamUse use);

    /** An idle one ended by itself. */
    void lost(BackendConnection connection);

    /** It is closed, or belongs to somebody else. */
    void gone();
  }

  // The list's own: beside which others it is idle.
  BackendConnection newer;
  BackendConnection older;

  private final Owner owner;
  private final Backend backend;
  private final DuplexChannel channel;
  private final ResponseReader reader;
  private final Consumer<ByteBuf> out = this::write;
  private final long opened;
  private final Optional<SslHandler> tls;

  // Null while there is no exchange.
  private BackendStream stream;
  private long idleSince;
  private boolean served;
  private boolean reading;
  private boolean inputEnded;
  private boolean outputEnded;
  private boolean open = true;
  private boolean left;

  /**
   * @param now nanoseconds
   */
  BackendConnection(
      Owner owner, Backend backend, DuplexChannel channel, ResponseReader reader, long now) {
    this.owner = owner;
    this.backend = backend;
    this.channel = channel;
    this.reader = reader;
    this.opened = now;
    this.tls = Optional.ofNullable(channel.pipeline().get(SslHandler.class));
  }

  /** Takes a channel on that was just dialled, for an exchange. */
  void begin(BackendStream first) {
    stream = first;
    channel
        .closeFuture()
        .addListener(
            closed -> {
              if (!left) {
                owner.gone();
              }
            });
    // A backend may answer and close before it has read all: what it said must still be read when
    // nothing can be written any more.
    channel.config().setAutoClose(false);
    channel.pipeline().addLast("exchange", this);
    channel.pipeline().remove(EarlyBytes.NAME);
    channel.config().setAutoRead(true);
    if (!channel.isActive()) {
      lost("the connection was closed at once");
    }
  }

  /** The next exchange; of an idle one. */
  void carry(BackendStream next) {
    stream = next;
  }

  Backend backend() {
    return backend;
  }

  /** Whether it has carried an exchange before. */
  boolean served() {
    return served;
  }

  void idle(long now) {
    idleSince = now;
  }

  long idleNanos(long now) {
    return now - idleSince;
  }

  long ageNanos(long now) {
    return now - opened;
  }

  // --- for its exchange

  ResponseReader reader() {
    return reader;
  }

  ByteBufAllocator alloc() {
    return channel.alloc();
  }

  /** Whether what is read is still to be followed by the end of the read. */
  boolean reading() {
    return reading;
  }

  void autoRead(boolean on) {
    channel.config().setAutoRead(on);
  }

  /** Where to write what needs no answer. */
  Consumer<ByteBuf> out() {
    return out;
  }

  private void write(ByteBuf bytes) {
    // Of the kind that tells nobody: the end of output is an event of its own.
    channel.write(bytes, channel.unsafe().voidPromise());
  }

  /** Writes a head; done once the socket has taken it. */
  ChannelFuture writeHead(ByteBuf head) {
    return channel.write(head);
  }

  void flush() {
    channel.flush();
  }

  /** Also when nothing can be written at all: then it is best written into the void. */
  boolean isWritable() {
    return outputEnded || channel.isWritable();
  }

  /**
   * The exchange is over, and the answer was whole.
   *
   * @param clean whether another one may follow, as far as the messages go
   */
  void done(boolean clean, UpstreamUse use) {
    stream = null;
    if (clean && open && !inputEnded && !outputEnded && isWritten()) {
      served = true;
      channel.config().setAutoRead(true);
      owner.idle(this, use);
    } else {
      close();
    }
  }

  private boolean isWritten() {
    ChannelOutboundBuffer queued = channel.unsafe().outboundBuffer();
    return queued != null && queued.totalPendingWriteBytes() == 0;
  }

  /** The exchange is over in another way: the backend sees a reset. */
  void abandon() {
    stream = null;
    open = false;
    if (channel.isOpen()) {
      try {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
      } catch (ChannelException closedMeanwhile) {
        // then there is nothing left to reset
      }
      // Beneath the handler of TLS, which would first say in all form that it ends.
      channel.unsafe().close(channel.unsafe().voidPromise());
    }
  }

  /**
   * The exchange is over as HTTP.
   *
   * @param early came behind the answer; released, or kept
   * @return prepared to be relayed
   */
  ChannelConnection leave(ByteBuf early) {
    stream = null;
    open = false;
    left = true;
    channel.config().setAutoRead(false);
    channel.config().setAutoClose(true);
    EarlyBytes kept = new EarlyBytes();
    channel.pipeline().replace(this, EarlyBytes.NAME, kept);
    ChannelHandlerContext context = channel.pipeline().context(kept);
    if (early.isReadable()) {
      kept.channelRead(context, early);
    } else {
      early.release();
    }
    if (inputEnded) {
      kept.userEventTriggered(
          context,
          tls.isPresent() ? SslCloseCompletionEvent.SUCCESS : ChannelInputShutdownEvent.INSTANCE);
    }
    owner.gone();
    return new ChannelConnection(channel);
  }

  /** Closes it in all form. */
  void close() {
    open = false;
    channel.close();
  }

  // --- what happens on the channel

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (!(msg instanceof ByteBuf bytes) || !open) {
      ReferenceCountUtil.release(msg);
    } else if (stream == null) {
      // Whatever it is, it must not be taken for the answer to what is asked next.
      bytes.release();
      lost("bytes came that nobody had asked for");
    } else {
      reading = true;
      stream.read(bytes);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    reading = false;
    if (stream != null) {
      stream.readComplete();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (stream != null && isWritable()) {
      stream.writable();
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
        // Anybody can have sent that.
        lost("the connection ended without close_notify");
      } else {
        endOfInput();
      }
    } else if (event == ChannelOutputShutdownEvent.INSTANCE) {
      outputEnded = true;
      if (stream != null) {
        stream.writable();
      }
    } else {
      ReferenceCountUtil.release(event);
    }
  }

  private boolean hasPeerNotified() {
    return tls.isPresent() && tls.get().engine().isInboundDone();
  }

  private void endOfInput() {
    if (!open || inputEnded) {
      return;
    }
    inputEnded = true;
    if (stream == null) {
      lost("the backend closed it");
    } else {
      stream.inputEnded();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException || cause instanceof DecoderException)) {
      LOG.error("the exchange with backend {} failed", backend, cause);
    }
    lost(String.valueOf(cause.getMessage()));
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    lost("the connection was closed");
  }

  private void lost(String detail) {
    if (!open) {
      return;
    }
    open = false;
    if (stream == null) {
      owner.lost(this);
    } else {
      stream.lost(detail);
    }
    channel.close();
  }
}
