package dev.sluice.backend;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs a line per datagram that comes in. */
final class DatagramLog extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(DatagramLog.class);

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof DatagramPacket packet) {
      LOG.info(
          "udp {} sent {} bytes to {}",
          packet.sender(),
          packet.content().readableBytes(),
          ctx.channel().localAddress());
    }
    ctx.fireChannelRead(message);
  }
}
