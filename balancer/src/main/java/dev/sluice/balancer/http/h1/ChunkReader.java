package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.Reason;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.stream.Incoming;
import io.netty.buffer.ByteBuf;

/**
 * Reads a body in chunks (RFC 9112, section 7.1). Extensions are dropped: they belong to the hop,
 * and nobody is known to need them.
 */
final class ChunkReader {

  // 2^60 - 1, so that no size overflows.
  private static final int MAX_DIGITS = 15;
  private static final int MAX_EXTENSION = 256;

  private enum State {
    SIZE,
    BLANKS,
    EXTENSION,
    SIZE_END,
    DATA,
    DATA_CR,
    DATA_END,
    TRAILERS,
    LAST_END,
    FIELDS
  }

  private final Reason reason;
  private final int maxTrailers;
  private final ChunkExtension extensions;
  private State state = State.SIZE;
  private long size;
  private int digits;
  private int extension;
  private HeadBytes trailers;
  private FieldScanner scanner;

  /**
   * @param reason of what is wrong
   * @param maxTrailers how many bytes the trailers may have
   */
  ChunkReader(Reason reason, int maxTrailers) {
    this.reason = reason;
    this.maxTrailers = maxTrailers;
    this.extensions = new ChunkExtension(reason);
  }

  /**
   * Reads one step on in a buffer that has some bytes.
   *
   * @return whether the end has come; then {@link #trailers} are there
   */
  boolean step(ByteBuf in, Incoming.Receiver to) throws Malformed {
    switch (state) {
      case DATA -> data(in, to);
      case TRAILERS -> state = in.getByte(in.readerIndex()) == '\r' ? lastEnd(in) : State.FIELDS;
      case LAST_END -> {
        expect(in.readByte(), '\n', "behind the last chunk");
        return true;
      }
      case FIELDS -> {
        return fields(in);
      }
      default -> line(in.readByte());
    }
    return false;
  }

  /** What came behind the last chunk. */
  Fields trailers() {
    return trailers == null ? Fields.NONE : new H1Fields(trailers, new HeadStore(maxTrailers));
  }

  private void line(byte b) throws Malformed {
    switch (state) {
      case SIZE -> size(b);
      case BLANKS -> {
        if (b == ';') {
          extensions.begin();
          state = State.EXTENSION;
        } else if (!Ascii.blank(b)) {
          throw Malformed.at(reason, b, "behind the size of a chunk");
        }
        countExtension();
      }
      case EXTENSION -> {
        if (extensions.take(b)) {
          state = State.SIZE_END;
        }
        countExtension();
      }
      case SIZE_END -> {
        expect(b, '\n', "behind the size of a chunk");
        state = size == 0 ? State.TRAILERS : State.DATA;
      }
      case DATA_CR -> {
        expect(b, '\r', "behind the data of a chunk");
        state = State.DATA_END;
      }
      case DATA_END -> {
        expect(b, '\n', "behind the data of a chunk");
        digits = 0;
        size = 0;
        state = State.SIZE;
      }
      default -> throw new IllegalStateException();
    }
  }

  private void size(byte b) throws Malformed {
    int digit = Character.digit(b, 16);
    if (digit >= 0) {
      if (++digits > MAX_DIGITS) {
        throw new Malformed(reason, "a chunk size of too many digits");
      }
      size = size << 4 | digit;
      return;
    }
    if (digits == 0) {
      throw Malformed.at(reason, b, "instead of the size of a chunk");
    }
    extension = 0;
    if (b == '\r') {
      state = State.SIZE_END;
    } else if (b == ';') {
      extensions.begin();
      state = State.EXTENSION;
    } else if (Ascii.blank(b)) {
      state = State.BLANKS;
    } else {
      throw Malformed.at(reason, b, "in the size of a chunk");
    }
  }

  private void countExtension() throws Malformed {
    if (++extension > MAX_EXTENSION) {
      throw new Malformed(Limits.tooLarge(reason), "a chunk extension of too many bytes");
    }
  }

  private void data(ByteBuf in, Incoming.Receiver to) {
    int count = (int) Math.min(size, in.readableBytes());
    size -= count;
    if (size == 0) {
      state = State.DATA_CR;
    }
    to.data(in.readRetainedSlice(count));
  }

  private static State lastEnd(ByteBuf in) {
    in.skipBytes(1);
    return State.LAST_END;
  }

  private boolean fields(ByteBuf in) throws Malformed {
    if (trailers == null) {
      trailers = new HeadBytes();
      scanner = new FieldScanner(reason, Trailers.DROPPED);
    }
    if (trailers.read(in, maxTrailers, scanner)) {
      return true;
    }
    if (trailers.limit() >= maxTrailers) {
      throw new Malformed(
          Limits.tooLarge(reason), "trailers of more than " + maxTrailers + " bytes");
    }
    return false;
  }

  private void expect(byte b, char expected, String where) throws Malformed {
    if (b != expected) {
      throw Malformed.at(reason, b, where);
    }
  }
}
