package dev.sluice.balancer.http.files;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Reads an answer's body, block by block, and closes the file behind the last one. Reading blocks;
 * for any thread, but one at a time.
 */
final class Blocks implements AutoCloseable {

  /** Bytes of a block, at most. */
  static final int SIZE = 128 * 1024;

  private final FileChannel channel;
  private final Deque<Piece> pieces;
  private final long length;
  private long left;
  private long done;

  /**
   * @param channel an open file, not the caller's any more
   */
  Blocks(FileChannel channel, List<? extends Piece> pieces) {
    this.channel = channel;
    this.pieces = new ArrayDeque<>(pieces);
    this.length = pieces.stream().mapToLong(Piece::length).sum();
    this.left = length;
  }

  /** Of all of them together, in bytes. */
  long length() {
    return length;
  }

  /** Whether all were read. */
  boolean isEmpty() {
    return left == 0;
  }

  /**
   * Reads the next one.
   *
   * @return the caller's
   * @throws IOException when the file can't be read, or ends too early; it is still to be closed
   */
  ByteBuf next() throws IOException {
    ByteBuf block = PooledByteBufAllocator.DEFAULT.directBuffer((int) Math.min(SIZE, left));
    boolean whole = false;
    try {
      fill(block);
      if (left == 0) {
        close();
      }
      whole = true;
      return block;
    } finally {
      if (!whole) {
        block.release();
      }
    }
  }

  private void fill(ByteBuf block) throws IOException {
    int room = block.writableBytes();
    while (room > 0) {
      Piece piece = pieces.element();
      int count = copy(piece, block, (int) Math.min(room, piece.length() - done));
      room -= count;
      left -= count;
      done += count;
      if (done == piece.length()) {
        pieces.remove();
        done = 0;
      }
    }
  }

  private int copy(Piece piece, ByteBuf to, int most) throws IOException {
    if (piece instanceof Piece.Text text) {
      to.writeBytes(text.bytes(), (int) done, most);
      return most;
    }
    int read = to.writeBytes(channel, ((Piece.Slice) piece).offset() + done, most);
    if (read <= 0) {
      throw new EOFException("the file has shrunk");
    }
    return read;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
