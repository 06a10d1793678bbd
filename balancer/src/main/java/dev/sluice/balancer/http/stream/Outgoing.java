package dev.sluice.balancer.http.stream;

import dev.sluice.balancer.http.head.Fields;
import io.netty.buffer.ByteBuf;

/**
 * The body of a message that goes out, behind a head that was written. The carrier frames it. For
 * the event loop of the message; calls after the message is over are of no effect, and release what
 * they are given.
 */
public interface Outgoing {

  /** Outgoing for nobody. */
  Outgoing NOWHERE =
      new Outgoing() {
        @Override
        public void data(ByteBuf bytes) {
          bytes.release();
        }

        @Override
        public void flush() {}

        @Override
        public void end(Fields trailers) {}

        @Override
        public boolean isWritable() {
          return true;
        }
      };

  /**
   * Writes some of the payload; at most as much as was announced.
   *
   * @param bytes the carrier's from now on
   */
  void data(ByteBuf bytes);

  /** Sends what was written, the head included. */
  void flush();

  /**
   * All of it was written; sends it.
   *
   * @param trailers left out where the carrier has no place for them
   */
  void end(Fields trailers);

  /**
   * The rest won't come, nor the end, as the exchange was broken off: whoever stands before a
   * carrier lets go of what it holds. Carriers hold nothing. Again, or after the end, is of no
   * effect.
   */
  default void abandon() {}

  /**
   * Whether more should be written now; if not, the stream's listener is told when it should. What
   * is written regardless is kept in memory.
   */
  boolean isWritable();
}
