package dev.sluice.balancer.http.files;

/** A piece of an answer's body. */
sealed interface Piece {

  /** In bytes. */
  long length();

  /** What stands around parts of a file. */
  record Text(byte[] bytes) implements Piece {

    @Override
    public long length() {
      return bytes.length;
    }
  }

  /**
   * A part of a file.
   *
   * @param offset of its first byte
   */
  record Slice(long offset, long length) implements Piece {

    static Slice of(ByteRange.Part part) {
      return new Slice(part.first(), part.length());
    }
  }
}
