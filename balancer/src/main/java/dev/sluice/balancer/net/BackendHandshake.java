package dev.sluice.balancer.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Promise;

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
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      ctx.pipeline().remove(this);
      if (handshake.isSuccess()) {
        dialled.trySuccess(new ChannelConnection(channel));
      } else {
        dialled.tryFailure(handshake.cause());
        channel.close();
      }
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }
}
