package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.stream.Incoming;
import io.netty.buffer.ByteBuf;

/**
 * Reads one body (RFC 9112, sections 6 and 7): by its length, in chunks, until the connection
 * closes, or none. Copies nothing. For the event loop of its connection.
 */
final class BodyReader {

  private BodyReader() {}

  /** The body behind a head; nothing is asked of the head later. */
  static BodyReader of(H1Request head) {
    throw new UnsupportedOperationException();
  }

  /** The body behind a head; nothing is asked of the head later. */
  static BodyReader of(H1Response head) {
    throw new UnsupportedOperationException();
  }

  /**
   * Takes out of a buffer what belongs to the body, and hands it on; the buffer stays the caller's.
   * To be called with an empty buffer too, for a message that may have no body.
   *
   * @param to is given slices that it owns, and at last the end; never {@code batched} nor {@code
   *     broken}
   * @return true once the end was told; what is left then belongs to the next message
   * @throws Malformed if it can't be read on: the receiver wasn't told
   */
  boolean read(ByteBuf in, Incoming.Receiver to) throws Malformed {
    throw new UnsupportedOperationException();
  }

  /**
   * The peer sends nothing any more: ends a body that goes on until then, breaks off one that isn't
   * whole with a {@code RESET}, and is of no effect behind the end.
   */
  void inputEnded(Incoming.Receiver to) {
    throw new UnsupportedOperationException();
  }

  /** Whether the receiver was told the end. */
  boolean ended() {
    throw new UnsupportedOperationException();
  }
}
