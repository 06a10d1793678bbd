package dev.sluice.backend;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/** Closes a TCP connection that came without a valid PROXY protocol header. */
final class ProxyGate extends ChannelInboundHandlerAdapter {

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (ProxyVerdict.of(ctx.channel()).filter(ProxyVerdict::accepted).isPresent()) {
      ctx.fireChannelRead(message);
      ctx.pipeline().remove(this);
    } else {
      ReferenceCountUtil.release(message);
      ctx.close();
    }
  }
}
