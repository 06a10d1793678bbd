package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.head.Fields;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/**
 * Frames one body on its way out, as {@link HeadWriter} announced it with the same arguments.
 * Copies nothing. For the event loop of its connection.
 */
final class BodyWriter {

  private BodyWriter() {}

  /**
   * @param length as given to {@link HeadWriter#request}
   */
  static BodyWriter request(long length) {
    throw new UnsupportedOperationException();
  }

  /**
   * @param length as given to {@link HeadWriter#response}
   * @param status of the final answer
   */
  static BodyWriter response(long length, Hop hop, int status) {
    throw new UnsupportedOperationException();
  }

  /**
   * Frames some of the payload; where the message has no body, as an answer to HEAD, it is dropped.
   *
   * @param bytes not the caller's any more
   * @param out is given what to write, in order, and owns it
   * @throws IllegalStateException if it is more than was announced; the bytes are released
   */
  void data(ByteBuf bytes, Consumer<ByteBuf> out) {
    throw new UnsupportedOperationException();
  }

  /**
   * Frames the end.
   *
   * @param trailers left out where there are no chunks, and those that may not be trailers (RFC
   *     9110, section 6.5.1)
   * @throws IllegalStateException if it is less than was announced: the connection must be closed
   */
  void end(Fields trailers, Consumer<ByteBuf> out) {
    throw new UnsupportedOperationException();
  }

  /** Whether the connection is to be closed behind the body, for its end to be seen. */
  boolean untilClose() {
    throw new UnsupportedOperationException();
  }
}
