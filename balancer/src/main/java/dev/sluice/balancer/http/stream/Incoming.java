package dev.sluice.balancer.http.stream;

import dev.sluice.balancer.http.head.Fields;
import io.netty.buffer.ByteBuf;

/**
 * The body of a message that comes in. Nothing is delivered before {@link #start}, nor while it is
 * paused, beyond what was already read. All of it, and every call, happens on the event loop of the
 * message.
 */
public interface Incoming {

  /** Takes the body. Exactly one of {@link #end} and {@link #broken} comes, and nothing behind. */
  interface Receiver {

    /**
     * Some of the payload, without any framing.
     *
     * @param bytes the receiver's from now on, to be released by it
     */
    void data(ByteBuf bytes);

    /** No more for now: what was written elsewhere meanwhile is best flushed. */
    void batched();

    /** All of it came. */
    void end(Fields trailers);

    /** The rest won't come; not called after the message's own side was cancelled or reset. */
    void broken(Fault fault);
  }

  /**
   * Begins to deliver, perhaps before this returns. Once.
   *
   * @param receiver where to
   */
  void start(Receiver receiver);

  /** Stops reading; what has been read may still come. Again is of no effect. */
  void pause();

  /** Goes on reading. Again is of no effect. */
  void resume();
}
