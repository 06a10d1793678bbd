package dev.sluice.balancer.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Passes bytes between two channels of one event loop until both directions have ended. Buffers go
 * on as they were read; a side is not read while the other can't be written; the end of one
 * direction (FIN) is passed on and leaves the other open; a reset is passed on as a reset.
 *
 * <p>All of it, and every call, happens on that event loop.
 */
public final class Relay {

  /** How a relay ended. */
  public enum End {
    /** Both directions were finished. */
    CLOSED,
    /** The client broke off. */
    CLIENT_RESET,
    /** The backend broke off. */
    BACKEND_RESET,
    /** Nothing moved for too long. */
    IDLE,
    /** The balancer ended it. */
    STOPPED
  }

  /**
   * What a relay did.
   *
   * @param received bytes from the client
   * @param sent bytes to the client
   */
  public record Result(End end, long received, long sent) {}

  private final Side client;
  private final Side backend;
  private final long idleNanos;
  private final Consumer<Result> onEnd;
  private long lastMoved = System.nanoTime();
  private boolean ended;

  private Relay(
      SocketChannel client, SocketChannel backend, Duration idle, Consumer<Result> onEnd) {
    this.client = new Side(client, backend, End.CLIENT_RESET);
    this.backend = new Side(backend, client, End.BACKEND_RESET);
    this.idleNanos = idle.toNanos();
    this.onEnd = onEnd;
  }

  /**
   * Pairs two channels that are prepared as by {@link Dialer#prepare} and starts reading both.
   *
   * @param idle ends the relay when nothing moved in either direction for so long; zero for never
   * @param onEnd called once, when both channels are closed or about to be
   */
  public static Relay start(
      SocketChannel client, SocketChannel backend, Duration idle, Consumer<Result> onEnd) {
    Relay relay = new Relay(client, backend, idle, onEnd);
    // Before Vert.x's own handler, where there is one: it still learns that the channel closed.
    if (client.pipeline().get(EarlyBytes.NAME) == null) {
      client.pipeline().addFirst("relay", relay.client);
    } else {
      client.pipeline().addAfter(EarlyBytes.NAME, "relay", relay.client);
    }
    backend.pipeline().addFirst("relay", relay.backend);
    relay.watchIdle(relay.idleNanos);
    if (client.pipeline().get(EarlyBytes.NAME) != null) {
      client.pipeline().remove(EarlyBytes.NAME);
    }
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

  /** Ends both sides at once; what is still queued is lost. */
  public void stop() {
    close(End.STOPPED);
  }

  private void watchIdle(long delay) {
    if (idleNanos > 0) {
      client.channel.eventLoop().schedule(this::checkIdle, delay, TimeUnit.NANOSECONDS);
    }
  }

  // One task per relay that looks when it was last busy, rather than one per read.
  private void checkIdle() {
    if (ended) {
      return;
    }
    long left = idleNanos - (System.nanoTime() - lastMoved);
    if (left <= 0) {
      close(End.IDLE);
    } else {
      watchIdle(left);
    }
  }

  private void breakOff(End end) {
    if (!ended) {
      lingerNot(client.channel);
      lingerNot(backend.channel);
      close(end);
    }
  }

  private void close(End end) {
    if (!ended) {
      ended = true;
      client.channel.close();
      backend.channel.close();
      onEnd.accept(new Result(end, client.read, backend.read));
    }
  }

  // The peer then sees a reset, not an end that it would take for a complete answer.
  private static void lingerNot(SocketChannel channel) {
    if (channel.isOpen()) {
      try {
        channel.config().setSoLinger(0);
      } catch (ChannelException closedMeanwhile) {
        // then there is nothing left to reset
      }
    }
  }

  /** Reads one channel and writes the other. */
  private final class Side extends ChannelInboundHandlerAdapter {

    private final SocketChannel channel;
    private final SocketChannel other;
    private final End reset;
    private long read;
    private boolean inputEnded;

    Side(SocketChannel channel, SocketChannel other, End reset) {
      this.channel = channel;
      this.other = other;
      this.reset = reset;
    }

    private Side opposite() {
      return this == client ? backend : client;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      if (!(msg instanceof ByteBuf bytes) || ended) {
        ReferenceCountUtil.release(msg);
        return;
      }
      read += bytes.readableBytes();
      lastMoved = System.nanoTime();
      other.write(bytes, other.voidPromise());
      if (!other.isWritable()) {
        channel.config().setAutoRead(false);
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      other.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      lastMoved = System.nanoTime();
      if (channel.isWritable()) {
        other.config().setAutoRead(true);
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event == ChannelInputShutdownEvent.INSTANCE) {
        endOfInput();
      } else if (event != ChannelInputShutdownReadComplete.INSTANCE) {
        // Vert.x announces its shutdown here; the relay's owner decides when this one ends.
        ReferenceCountUtil.release(event);
      }
    }

    private void endOfInput() {
      if (inputEnded || ended) {
        return;
      }
      inputEnded = true;
      // Behind all that was written: shutdownOutput alone would drop what is still queued.
      other
          .writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener((ChannelFutureListener) written -> other.shutdownOutput());
      if (opposite().inputEnded) {
        closeFlushed();
      }
    }

    private void closeFlushed() {
      channel
          .writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener(
              mine ->
                  other
                      .writeAndFlush(Unpooled.EMPTY_BUFFER)
                      .addListener(theirs -> close(End.CLOSED)));
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
      if (inputEnded && opposite().inputEnded) {
        close(End.CLOSED);
      } else {
        breakOff(reset);
      }
    }
  }
}
