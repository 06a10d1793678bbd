package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.net.ListenerContext;
import dev.sluice.balancer.net.Peers;
import dev.sluice.balancer.net.ProxyHeaders;
import dev.sluice.vertx.proxyprotocol.ProxyVerdict;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Logs a connection that ends for want of a right PROXY protocol header. */
final class ProxyRefusals extends ChannelInboundHandlerAdapter {

  private final ListenerContext listener;

  ProxyRefusals(ListenerContext listener) {
    this.listener = listener;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (!(event instanceof ProxyVerdict verdict)) {
      ctx.fireUserEventTriggered(event);
    } else if (verdict.accepted()) {
      ctx.pipeline().remove(this);
    } else {
      listener.logRefused(Peers.text(ctx.channel().remoteAddress()), ProxyHeaders.word(verdict));
    }
  }
}
