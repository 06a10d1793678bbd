package dev.sluice.balancer.net.hello;

import dev.sluice.balancer.net.hello.Inspection.NoHello;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.function.Consumer;

/**
 * Holds the first bytes of a connection until they are a ClientHello or can't be one any more. What
 * is held goes to the next handler, untouched and in order, when this one is removed; that is for
 * its owner to do, once it is told or later. Reading may be off: until then the bytes are asked for
 * here, and no more after. At most {@link HelloInspector#MOST_BYTES} and what the last read brought
 * are held. For one event loop.
 *
 * <p>A client that never completes its ClientHello is for the owner to close.
 */
public final class ClientHelloHandler extends ChannelInboundHandlerAdapter {

  private final Consumer<Inspection> onDecided;
  private ByteBuf held = Unpooled.EMPTY_BUFFER;
  private boolean decided;
  private boolean inputEnded;

  /**
   * @param onDecided called once, unless the connection is lost before; {@link NoHello#NEED_MORE}
   *     means that the client finished sending before its ClientHello was complete
   */
  public ClientHelloHandler(Consumer<Inspection> onDecided) {
    this.onDecided = onDecided;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    readOn(ctx);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    ctx.fireChannelActive();
    readOn(ctx);
  }

  private void readOn(ChannelHandlerContext ctx) {
    if (!decided && ctx.channel().isActive() && !ctx.channel().config().isAutoRead()) {
      ctx.read();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ByteBuf bytes)) {
      ctx.fireChannelRead(message);
      return;
    }
    held = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), held, bytes);
    if (!decided) {
      Inspection inspection = HelloInspector.inspect(held);
      if (inspection != NoHello.NEED_MORE) {
        decide(inspection);
      }
    }
  }

  private void decide(Inspection inspection) {
    decided = true;
    onDecided.accept(inspection);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    readOn(ctx);
    ctx.fireChannelReadComplete();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event != ChannelInputShutdownEvent.INSTANCE) {
      ctx.fireUserEventTriggered(event);
      return;
    }
    // Told behind the bytes, when this is removed.
    inputEnded = true;
    if (!decided) {
      decide(NoHello.NEED_MORE);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    decided = true;
    inputEnded = false;
    held.release();
    held = Unpooled.EMPTY_BUFFER;
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    decided = true;
    ByteBuf rest = held;
    held = Unpooled.EMPTY_BUFFER;
    if (rest.isReadable()) {
      ctx.fireChannelRead(rest);
      ctx.fireChannelReadComplete();
    } else {
      rest.release();
    }
    if (inputEnded) {
      ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }
  }
}
