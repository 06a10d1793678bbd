package dev.sluice.backend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DnsOpCode;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A name server that knows every name and says of each who answered: its own name as TXT, its port
 * in the last two bytes of an address as A ({@code 127.0.x.x}) and AAAA ({@code 2001:db8::x}, a
 * prefix for documentation). Other types have no records. What is no query gets no answer.
 */
final class DnsHandler extends SimpleChannelInboundHandler<DatagramDnsQuery> {

  private static final Logger LOG = LoggerFactory.getLogger(DnsHandler.class);

  // Nothing on the way may keep an answer: the next one may come from another server.
  private static final long TTL_SECONDS = 0;
  private static final int LONGEST_TEXT = 255;

  private final UdpAnswers answers;
  private final Optional<String> configured;

  /**
   * @param configured the name, where one is given
   */
  DnsHandler(UdpAnswers answers, Optional<String> configured) {
    this.answers = answers;
    this.configured = configured;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, DatagramDnsQuery query) {
    DatagramDnsResponse response =
        new DatagramDnsResponse(query.recipient(), query.sender(), query.id());
    response.setAuthoritativeAnswer(true);
    response.setRecursionDesired(query.isRecursionDesired());
    if (query.opCode() != DnsOpCode.QUERY) {
      response.setCode(DnsResponseCode.NOTIMP);
    } else if (query.count(DnsSection.QUESTION) != 1) {
      response.setCode(DnsResponseCode.FORMERR);
    } else {
      int port = ((InetSocketAddress) ctx.channel().localAddress()).getPort();
      answer(response, query.recordAt(DnsSection.QUESTION), port);
    }
    answers.send(ctx, response);
  }

  private void answer(DatagramDnsResponse response, DnsQuestion question, int port) {
    response.addRecord(
        DnsSection.QUESTION,
        new DefaultDnsQuestion(question.name(), question.type(), question.dnsClass()));
    if (question.dnsClass() != DnsRecord.CLASS_IN) {
      response.setCode(DnsResponseCode.REFUSED);
      return;
    }
    data(question.type(), port)
        .ifPresent(
            data ->
                response.addRecord(
                    DnsSection.ANSWER,
                    new DefaultDnsRawRecord(question.name(), question.type(), TTL_SECONDS, data)));
  }

  private Optional<ByteBuf> data(DnsRecordType type, int port) {
    if (type.equals(DnsRecordType.A)) {
      return Optional.of(Unpooled.buffer(4).writeByte(127).writeByte(0).writeShort(port));
    }
    if (type.equals(DnsRecordType.AAAA)) {
      return Optional.of(Unpooled.buffer(16).writeInt(0x20010db8).writeZero(10).writeShort(port));
    }
    if (type.equals(DnsRecordType.TXT)) {
      byte[] name = Backend.nameOf(configured, port).getBytes(StandardCharsets.UTF_8);
      int length = Math.min(name.length, LONGEST_TEXT);
      return Optional.of(Unpooled.buffer(1 + length).writeByte(length).writeBytes(name, 0, length));
    }
    return Optional.empty();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("no DNS query: {}", cause.getMessage());
  }
}
