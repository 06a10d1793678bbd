package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.Reason;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.stream.Fault;
import dev.sluice.balancer.http.stream.Incoming;
import io.netty.buffer.ByteBuf;

/**
 * Reads one body (RFC 9112, sections 6 and 7): by its length, in chunks, until the connection
 * closes, or none. Copies nothing. For the event loop of its connection.
 */
final class BodyReader {

  private final Framing.Kind kind;
  private final ChunkReader chunks;
  private long left;
  private boolean ended;

  private BodyReader(Framing framing, Reason reason, int maxTrailers) {
    this.kind = framing.kind();
    this.left = framing.length();
    this.chunks = kind == Framing.Kind.CHUNKED ? new ChunkReader(reason, maxTrailers) : null;
  }

  /** The body behind a head; nothing is asked of the head later. */
  static BodyReader of(H1Request head) {
    return new BodyReader(head.framing(), Reason.BAD_REQUEST, head.fields().maxHead());
  }

  /** The body behind a head; nothing is asked of the head later. */
  static BodyReader of(H1Response head) {
    return new BodyReader(head.framing(), Reason.BAD_RESPONSE, head.fields().maxHead());
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
    while (!ended && (in.isReadable() || kind == Framing.Kind.NONE)) {
      switch (kind) {
        case NONE -> end(Fields.NONE, to);
        case LENGTH -> counted(in, to);
        case CHUNKED -> {
          if (chunks.step(in, to)) {
            end(chunks.trailers(), to);
          }
        }
        case UNTIL_CLOSE -> to.data(in.readRetainedSlice(in.readableBytes()));
      }
    }
    return ended;
  }

  private void counted(ByteBuf in, Incoming.Receiver to) {
    int count = (int) Math.min(left, in.readableBytes());
    left -= count;
    to.data(in.readRetainedSlice(count));
    if (left == 0) {
      end(Fields.NONE, to);
    }
  }

  private void end(Fields trailers, Incoming.Receiver to) {
    ended = true;
    to.end(trailers);
  }

  /**
   * The peer sends nothing any more: ends a body that goes on until then, breaks off one that isn't
   * whole with a {@code RESET}, and is of no effect behind the end.
   */
  void inputEnded(Incoming.Receiver to) {
    if (ended) {
      return;
    }
    if (kind == Framing.Kind.UNTIL_CLOSE || kind == Framing.Kind.NONE) {
      end(Fields.NONE, to);
    } else {
      to.broken(Fault.of(Fault.Kind.RESET, "the connection ended in the middle of a body"));
    }
  }

  /** Whether the receiver was told the end. */
  boolean ended() {
    return ended;
  }
}
