package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.Fields;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.Consumer;

/**
 * Frames one body on its way out, as {@link HeadWriter} announced it with the same arguments.
 * Copies nothing. For the event loop of its connection.
 */
final class BodyWriter {

  private static final ByteBuf CHUNK_END = constant("\r\n");
  private static final ByteBuf LAST_CHUNK = constant("0\r\n\r\n");

  // Sixteen digits and the line end.
  private static final int SIZE_LINE = 18;

  private final Framing.Kind kind;
  private long left;

  private BodyWriter(Framing framing) {
    this.kind = framing.kind();
    this.left = framing.length();
  }

  /**
   * @param length as given to {@link HeadWriter#request}
   */
  static BodyWriter request(long length) {
    return new BodyWriter(Framing.ofRequest(length));
  }

  /**
   * @param length as given to {@link HeadWriter#response}
   * @param status of the final answer
   */
  static BodyWriter response(long length, Hop hop, int status) {
    return new BodyWriter(Framing.ofResponse(length, hop, status));
  }

  /**
   * Frames some of the payload; where the message has no body, as an answer to HEAD, it is dropped.
   *
   * @param bytes not the caller's any more
   * @param out is given what to write, in order, and owns it
   * @throws IllegalStateException if it is more than was announced; the bytes are released
   */
  void data(ByteBuf bytes, Consumer<ByteBuf> out) {
    int count = bytes.readableBytes();
    if (count == 0 || kind == Framing.Kind.NONE) {
      bytes.release();
      return;
    }
    switch (kind) {
      case LENGTH -> {
        if (count > left) {
          bytes.release();
          throw new IllegalStateException("a body that is longer than announced");
        }
        left -= count;
        out.accept(bytes);
      }
      case CHUNKED -> {
        // An empty one would be the last.
        ByteBuf size = bytes.alloc().ioBuffer(SIZE_LINE);
        Text.hexadecimal(count, size);
        Text.lineEnd(size);
        out.accept(size);
        out.accept(bytes);
        out.accept(CHUNK_END.duplicate());
      }
      default -> out.accept(bytes);
    }
  }

  /**
   * Frames the end.
   *
   * @param trailers left out where there are no chunks, and those that may not be trailers (RFC
   *     9110, section 6.5.1)
   * @throws IllegalStateException if it is less than was announced: the connection must be closed
   */
  void end(Fields trailers, Consumer<ByteBuf> out) {
    if (kind == Framing.Kind.LENGTH && left > 0) {
      throw new IllegalStateException("a body that is shorter than announced");
    }
    if (kind != Framing.Kind.CHUNKED) {
      return;
    }
    if (trailers == Fields.NONE) {
      out.accept(LAST_CHUNK.duplicate());
      return;
    }
    out.accept(lastChunk(trailers));
  }

  private static ByteBuf lastChunk(Fields trailers) {
    ByteBuf last = Unpooled.buffer();
    last.writeByte('0');
    Text.lineEnd(last);
    trailers.forEach(
        (name, value) -> {
          if (Trailers.allows(FieldName.of(name))) {
            Text.line(name, value, last);
          }
        });
    Text.lineEnd(last);
    return last;
  }

  /** Whether the connection is to be closed behind the body, for its end to be seen. */
  boolean untilClose() {
    return kind == Framing.Kind.UNTIL_CLOSE;
  }

  // Shared by all, never written to and never freed.
  private static ByteBuf constant(String ascii) {
    byte[] bytes = Text.bytes(ascii);
    return Unpooled.unreleasableBuffer(
        Unpooled.directBuffer(bytes.length, bytes.length).writeBytes(bytes).asReadOnly());
  }
}
