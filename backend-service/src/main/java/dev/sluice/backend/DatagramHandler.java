package dev.sluice.backend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers each datagram with one made of its content. */
final class DatagramHandler extends SimpleChannelInboundHandler<DatagramPacket> {

  private static final Logger LOG = LoggerFactory.getLogger(DatagramHandler.class);

  private final UdpAnswers answers;
  private final UnaryOperator<ByteBuf> answer;

  /**
   * @param answer is lent what came and gives away what it returns
   */
  DatagramHandler(UdpAnswers answers, UnaryOperator<ByteBuf> answer) {
    this.answers = answers;
    this.answer = answer;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
    answers.send(ctx, new DatagramPacket(answer.apply(packet.content()), packet.sender()));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("datagram lost: {}", cause.getMessage());
  }
}
