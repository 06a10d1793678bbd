package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.net.ChannelConnection;
import dev.sluice.balancer.net.EarlyBytes;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import java.time.Duration;

/** How a client's connection leaves its place in the pipeline. For one event loop. */
final class Exit {

  private final ChannelHandlerContext ctx;
  private final H1Server server;

  Exit(ChannelHandlerContext ctx, H1Server server) {
    this.ctx = ctx;
    this.server = server;
  }

  /**
   * Closes it behind what was written.
   *
   * @param linger whether the client may still send something
   */
  void close(boolean linger) {
    H1ServerSettings settings = server.settings();
    Lingering.begin(
        ctx,
        server.wheel(),
        new Lingering.Patience(
            settings.clientIdle(), linger ? settings.lingering() : Duration.ZERO));
  }

  /**
   * Ends it in the middle of an answer.
   *
   * @param looksWhole whether an orderly end would pass for the answer's
   */
  void breakOff(boolean looksWhole) {
    if (looksWhole) {
      Lingering.reset((DuplexChannel) ctx.channel());
    } else {
      Lingering.begin(
          ctx,
          server.wheel(),
          new Lingering.Patience(server.settings().lingering(), Duration.ZERO));
    }
  }

  /**
   * Gives it away, with reading off.
   *
   * @param rest comes first to whoever reads next; owned by it
   */
  ChannelConnection leave(ByteBuf rest) {
    DuplexChannel channel = (DuplexChannel) ctx.channel();
    channel.config().setAutoRead(false);
    EarlyBytes early = new EarlyBytes();
    channel.pipeline().addBefore(ctx.name(), EarlyBytes.NAME, early);
    if (rest.isReadable()) {
      early.channelRead(channel.pipeline().context(early), rest);
    } else {
      rest.release();
    }
    channel.pipeline().remove(ctx.handler());
    return new ChannelConnection(channel);
  }
}
