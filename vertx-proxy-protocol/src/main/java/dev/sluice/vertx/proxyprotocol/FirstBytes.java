package dev.sluice.backend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.vertx.core.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Takes the PROXY protocol header (v1 or v2) off the front of a connection, leaves a {@link
 * ProxyVerdict} on the channel and steps out of the pipeline. It only finds where the header ends;
 * Netty's codec reads it. That codec alone would close the connection on a bad header, while an
 * HTTP client is to be told 403.
 */
final class ProxyHeaderDecoder extends ByteToMessageDecoder {

  private static final ByteBuf V1 =
      Unpooled.unreleasableBuffer(
          Unpooled.copiedBuffer("PROXY ", StandardCharsets.US_ASCII).asReadOnly());
  private static final ByteBuf V2 =
      Unpooled.unreleasableBuffer(
          Unpooled.copiedBuffer("\r\n\r\n\0\r\nQUIT\n", StandardCharsets.US_ASCII).asReadOnly());
  private static final int V1_MAX_LENGTH = 107;
  private static final int V2_FIXED_LENGTH = 16;

  private static final int NOT_YET = -1;
  private static final int NONE = 0;

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    int length = headerLength(in);
    if (length == NOT_YET) {
      return;
    }
    ProxyVerdict verdict =
        length == NONE ? ProxyVerdict.REFUSED : read(in.readRetainedSlice(length));
    verdict.attachTo(ctx.channel());
    ctx.pipeline().remove(this);
  }

  private static int headerLength(ByteBuf in) {
    if (beginsAs(in, V1)) {
      int searched = Math.min(in.readableBytes(), V1_MAX_LENGTH);
      int newline = in.indexOf(in.readerIndex(), in.readerIndex() + searched, (byte) '\n');
      if (newline >= 0) {
        return newline + 1 - in.readerIndex();
      }
      return searched == V1_MAX_LENGTH ? NONE : NOT_YET;
    }
    if (beginsAs(in, V2)) {
      if (in.readableBytes() < V2_FIXED_LENGTH) {
        return NOT_YET;
      }
      int length = V2_FIXED_LENGTH + in.getUnsignedShort(in.readerIndex() + V2_FIXED_LENGTH - 2);
      return in.readableBytes() < length ? NOT_YET : length;
    }
    return NONE;
  }

  /** Whether what has come so far agrees with the signature. */
  private static boolean beginsAs(ByteBuf in, ByteBuf signature) {
    int length = Math.min(in.readableBytes(), signature.readableBytes());
    for (int i = 0; i < length; i++) {
      if (in.getByte(in.readerIndex() + i) != signature.getByte(i)) {
        return false;
      }
    }
    return true;
  }

  private static ProxyVerdict read(ByteBuf header) {
    EmbeddedChannel codec = new EmbeddedChannel(new HAProxyMessageDecoder());
    try {
      codec.writeInbound(header);
      HAProxyMessage message = codec.readInbound();
      return message == null ? ProxyVerdict.REFUSED : verdict(message);
    } catch (DecoderException e) {
      return ProxyVerdict.REFUSED;
    } finally {
      codec.finishAndReleaseAll();
    }
  }

  private static ProxyVerdict verdict(HAProxyMessage message) {
    try {
      HAProxyProxiedProtocol protocol = message.proxiedProtocol();
      if (protocol.transportProtocol() == HAProxyProxiedProtocol.TransportProtocol.DGRAM) {
        return ProxyVerdict.REFUSED;
      }
      return new ProxyVerdict(
          true,
          address(protocol, message.sourceAddress(), message.sourcePort()),
          address(protocol, message.destinationAddress(), message.destinationPort()));
    } finally {
      message.release();
    }
  }

  private static Optional<SocketAddress> address(
      HAProxyProxiedProtocol protocol, String host, int port) {
    boolean inet =
        protocol == HAProxyProxiedProtocol.TCP4 || protocol == HAProxyProxiedProtocol.TCP6;
    return inet ? Optional.of(SocketAddress.inetSocketAddress(port, host)) : Optional.empty();
  }
}
