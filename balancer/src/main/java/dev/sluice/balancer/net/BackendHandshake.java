package dev.sluice.balancer.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Promise;
import java.io.IOException;

/** Waits for the TLS handshake with a backend. For one event loop. */
final class BackendHandshake extends ChannelInboundHandlerAdapter {

  private final DuplexChannel channel;
  private final Promise<Connection> dialled;

  private BackendHandshake(DuplexChannel channel, Promise<Connection> dialled) {
    this.channel = channel;
    this.dialled = dialled;
  }

  /**
   * Begins it on a connected channel.
   *
   * @param dialled told how it ends; when it fails, the channel is closed
   */
  static void begin(DuplexChannel channel, SslHandler tls, Promise<Connection> dialled) {
    channel.pipeline().addFirst(new BackendHandshake(channel, dialled));
    channel.pipeline().addFirst("tls", tls);
    if (!channel.isActive()) {
      fail(channel, dialled, ended());
    }
  }

  private static IOException ended() {
    return new IOException("the connection ended within the TLS handshake");
  }

  private static void fail(DuplexChannel channel, Promise<Connection> dialled, Throwable cause) {
    dialled.tryFailure(cause);
    channel.close();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      ctx.pipeline().remove(this);
      if (handshake.isSuccess()) {
        dialled.trySuccess(new ChannelConnection(channel));
      } else {
        fail(channel, dialled, handshake.cause());
      }
    } else if (event == ChannelInputShutdownEvent.INSTANCE) {
      // Nobody else would notice before the deadline.
      fail(channel, dialled, ended());
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    // A handshake that could not even begin is told by no event.
    fail(channel, dialled, ended());
    ctx.fireChannelInactive();
  }
}
