package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.net.ProxyHeaders;
import dev.sluice.vertx.proxyprotocol.ProxyVerdict;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.function.Consumer;

/** Tells what became of a connection's PROXY protocol header. */
final class HeaderVerdict extends ChannelInboundHandlerAdapter {

  private final Runnable accepted;
  private final Consumer<String> refused;

  /**
   * @param refused told the word for the log; the connection is being closed
   */
  HeaderVerdict(Runnable accepted, Consumer<String> refused) {
    this.accepted = accepted;
    this.refused = refused;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (!(event instanceof ProxyVerdict verdict)) {
      ctx.fireUserEventTriggered(event);
    } else if (verdict.accepted()) {
      accepted.run();
      ctx.pipeline().remove(this);
    } else {
      refused.accept(ProxyHeaders.word(verdict));
    }
  }
}
