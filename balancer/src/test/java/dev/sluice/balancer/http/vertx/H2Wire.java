package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.net.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** One end of a connection of HTTP/2, played by hand: every frame is the test's. */
final class H2Wire implements AutoCloseable {

  static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int ACK = 1;
  static final int END_HEADERS = 4;
  private static final int WITH_PRIORITY = 32;

  private final Wire wire;
  private final DefaultHttp2HeadersEncoder encoder =
      new DefaultHttp2HeadersEncoder(Http2HeadersEncoder.NEVER_SENSITIVE, true);
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);

  /** What came. */
  record Frame(int type, int flags, int stream, byte[] payload) {

    boolean ends() {
      return (flags & END_STREAM) != 0;
    }

    String text() {
      return new String(payload, StandardCharsets.ISO_8859_1);
    }

    /** The error code of a RST_STREAM, or of a GOAWAY. */
    int code() {
      int at = type == GOAWAY ? 4 : 0;
      return (payload[at] & 0xff) << 24
          | (payload[at + 1] & 0xff) << 16
          | (payload[at + 2] & 0xff) << 8
          | payload[at + 3] & 0xff;
    }
  }

  H2Wire(Wire wire) {
    this.wire = wire;
  }

  /** A client that has sent its preface and settings. */
  static H2Wire client(int port, int... settings) throws IOException {
    return new H2Wire(Wire.to(port)).begin(settings);
  }

  /** As a client does. */
  H2Wire begin(int... settings) throws IOException {
    wire.send(PREFACE);
    return settings(settings);
  }

  Wire wire() {
    return wire;
  }

  /** Identifiers and values in turn. */
  H2Wire settings(int... settings) throws IOException {
    ByteBuf payload = Unpooled.buffer();
    for (int i = 0; i < settings.length; i += 2) {
      payload.writeShort(settings[i]).writeInt(settings[i + 1]);
    }
    return frame(SETTINGS, 0, 0, bytes(payload));
  }

  H2Wire frame(int type, int flags, int stream, byte[] payload) throws IOException {
    wire.send(encoded(type, flags, stream, payload));
    return this;
  }

  static byte[] encoded(int type, int flags, int stream, byte[] payload) {
    return bytes(
        Unpooled.buffer()
            .writeMedium(payload.length)
            .writeByte(type)
            .writeByte(flags)
            .writeInt(stream)
            .writeBytes(payload));
  }

  /** A block of fields, names and values in turn. */
  byte[] block(String... fields) throws IOException {
    Http2Headers headers = new DefaultHttp2Headers(false);
    for (int i = 0; i < fields.length; i += 2) {
      headers.add(fields[i], fields[i + 1]);
    }
    ByteBuf block = Unpooled.buffer();
    try {
      encoder.encodeHeaders(1, headers, block);
    } catch (Http2Exception e) {
      throw new IOException(e);
    }
    return bytes(block);
  }

  H2Wire headers(int stream, boolean end, String... fields) throws IOException {
    return frame(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, block(fields));
  }

  /** A request without a body. */
  H2Wire get(int stream, String path) throws IOException {
    return headers(
        stream,
        true,
        ":method",
        "GET",
        ":scheme",
        "http",
        ":authority",
        "example.com",
        ":path",
        path);
  }

  /** The head of a request with a body. */
  H2Wire post(int stream, String path, String... more) throws IOException {
    String[] fields = new String[8 + more.length];
    String[] head = {
      ":method", "POST", ":scheme", "http", ":authority", "example.com", ":path", path
    };
    System.arraycopy(head, 0, fields, 0, 8);
    System.arraycopy(more, 0, fields, 8, more.length);
    return headers(stream, false, fields);
  }

  H2Wire data(int stream, boolean end, String text) throws IOException {
    return frame(DATA, end ? END_STREAM : 0, stream, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  H2Wire reset(int stream, int code) throws IOException {
    return frame(RST_STREAM, 0, stream, bytes(Unpooled.buffer().writeInt(code)));
  }

  H2Wire window(int stream, int more) throws IOException {
    return frame(WINDOW_UPDATE, 0, stream, bytes(Unpooled.buffer().writeInt(more)));
  }

  /** The next one, whatever it is. */
  Frame next() throws IOException {
    byte[] head = wire.bytes(9);
    if (head.length < 9) {
      throw new EOFException("the connection ended");
    }
    ByteBuf in = Unpooled.wrappedBuffer(head);
    int length = in.readUnsignedMedium();
    return new Frame(
        in.readUnsignedByte(), in.readUnsignedByte(), in.readInt(), wire.bytes(length));
  }

  /**
   * The next one of a type; those of other types are passed over, but an unexpected end of a stream
   * or of the connection.
   */
  Frame next(int type) throws IOException {
    while (true) {
      Frame frame = next();
      if (frame.type() == type) {
        return frame;
      }
      if (frame.type() == RST_STREAM || frame.type() == GOAWAY) {
        throw new EOFException("came instead: " + frame + " " + frame.code() + frame.text());
      }
    }
  }

  /** The fields of a HEADERS frame. */
  Http2Headers fields(Frame frame) throws IOException {
    int priority = (frame.flags() & WITH_PRIORITY) == 0 ? 0 : 5;
    try {
      return decoder.decodeHeaders(
          frame.stream(), Unpooled.wrappedBuffer(frame.payload()).skipBytes(priority));
    } catch (Http2Exception e) {
      throw new IOException(e);
    }
  }

  /** The next head. */
  Http2Headers head() throws IOException {
    return fields(next(HEADERS));
  }

  /** The payload of a stream, up to its end, which is read too. */
  String body() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (true) {
      Frame frame = next(DATA);
      all.writeBytes(frame.payload());
      if (frame.ends()) {
        return all.toString(StandardCharsets.ISO_8859_1);
      }
    }
  }

  /** The next end of the connection as HTTP/2 tells it, passing over all else. */
  Frame goAway() throws IOException {
    while (true) {
      Frame frame = next();
      if (frame.type() == GOAWAY) {
        return frame;
      }
    }
  }

  /** The next end of a stream by force, passing over all else. */
  Frame resetFrame() throws IOException {
    while (true) {
      Frame frame = next();
      if (frame.type() == RST_STREAM) {
        return frame;
      }
    }
  }

  private static byte[] bytes(ByteBuf buffer) {
    byte[] bytes = new byte[buffer.readableBytes()];
    buffer.readBytes(bytes);
    buffer.release();
    return bytes;
  }

  @Override
  public void close() throws IOException {
    wire.close();
  }
}
