package dev.sluice.balancer.net.hello;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** ClientHellos, real and made by hand, as they go over the wire. */
public final class Hellos {

  private Hellos() {}

  /** What an engine sends first. */
  public static byte[] real(
      SslProvider provider, String version, String serverName, List<String> alpn)
      throws SSLException {
    SslContextBuilder builder =
        SslContextBuilder.forClient().sslProvider(provider).protocols(version);
    if (!alpn.isEmpty()) {
      builder.applicationProtocolConfig(
          new ApplicationProtocolConfig(
              Protocol.ALPN,
              SelectorFailureBehavior.NO_ADVERTISE,
              SelectedListenerFailureBehavior.ACCEPT,
              alpn));
    }
    SslContext context = builder.build();
    SSLEngine engine =
        serverName.isEmpty()
            ? context.newEngine(UnpooledByteBufAllocator.DEFAULT)
            : context.newEngine(UnpooledByteBufAllocator.DEFAULT, serverName, 443);
    if (!serverName.isEmpty()) {
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(serverName)));
      engine.setSSLParameters(parameters);
    }
    try {
      ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
      engine.beginHandshake();
      engine.wrap(ByteBuffer.allocate(0), out);
      out.flip();
      return ByteBufUtil.getBytes(Unpooled.wrappedBuffer(out));
    } finally {
      ReferenceCountUtil.release(engine);
      ReferenceCountUtil.release(context);
    }
  }

  /** The handshake message without its records. */
  public static byte[] message(byte[] wire) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    for (int at = 0; at < wire.length; ) {
      int length = (wire[at + 3] & 0xff) << 8 | (wire[at + 4] & 0xff);
      message.write(wire, at + 5, length);
      at += 5 + length;
    }
    return message.toByteArray();
  }

  /** In records that end where told, and one for what is left. */
  public static byte[] records(byte[] message, List<Integer> ends) {
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    int from = 0;
    for (int end : ends) {
      if (end > from && end < message.length) {
        wire.writeBytes(record(22, Arrays.copyOfRange(message, from, end)));
        from = end;
      }
    }
    wire.writeBytes(record(22, Arrays.copyOfRange(message, from, message.length)));
    return wire.toByteArray();
  }

  static byte[] record(int type, byte[] content) {
    return bytes(new byte[] {(byte) type, 3, 1}, u16(content.length), content);
  }

  /** A message with these extensions. */
  static byte[] handmade(byte[]... extensions) {
    byte[] all = bytes(extensions);
    return message(1, bytes(fixed(), u16(all.length), all));
  }

  /** A message from before there were extensions. */
  static byte[] withoutExtensions() {
    return message(1, fixed());
  }

  static byte[] message(int type, byte[] body) {
    return bytes(new byte[] {(byte) type, (byte) (body.length >> 16)}, u16(body.length), body);
  }

  private static byte[] fixed() {
    byte[] versionAndRandom = new byte[34];
    byte[] sessionId = {2, 7, 7};
    byte[] suites = {0, 2, 19, 1};
    byte[] compression = {1, 0};
    return bytes(versionAndRandom, sessionId, suites, compression);
  }

  static byte[] extension(int type, byte[] content) {
    return bytes(u16(type), u16(content.length), content);
  }

  static byte[] serverName(String name) {
    return extension(0, names(name(0, name)));
  }

  static byte[] names(byte[]... names) {
    byte[] all = bytes(names);
    return bytes(u16(all.length), all);
  }

  static byte[] name(int type, String name) {
    byte[] text = name.getBytes(StandardCharsets.ISO_8859_1);
    return bytes(new byte[] {(byte) type}, u16(text.length), text);
  }

  static byte[] alpn(String... protocols) {
    ByteArrayOutputStream list = new ByteArrayOutputStream();
    for (String protocol : protocols) {
      list.write(protocol.length());
      list.writeBytes(protocol.getBytes(StandardCharsets.ISO_8859_1));
    }
    return extension(16, bytes(u16(list.size()), list.toByteArray()));
  }

  static byte[] u16(int value) {
    return new byte[] {(byte) (value >> 8), (byte) value};
  }

  public static byte[] bytes(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
