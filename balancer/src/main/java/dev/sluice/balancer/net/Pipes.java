package dev.sluice.balancer.net;

import io.netty.channel.epoll.Native;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Pipes that carry bytes from socket to socket inside the kernel. One is taken for as long as it
 * holds something, so a few serve many relays. For one event loop.
 */
final class Pipes {

  /** How many there may be. */
  static final int MOST = 64;

  /** How many of them wait for their next use. */
  private static final int MOST_SPARE = 8;

  private final boolean wanted;
  private final Deque<Pipe> spare = new ArrayDeque<>(MOST_SPARE);
  private int open;

  /**
   * @param wanted false for none at all
   */
  Pipes(boolean wanted) {
    this.wanted = wanted;
  }

  /** Whether {@link #take} may be tried. */
  boolean available() {
    return wanted && (!spare.isEmpty() || open < MOST);
  }

  /**
   * An empty pipe.
   *
   * @throws IOException when the system has no more
   */
  Pipe take() throws IOException {
    Pipe pipe = spare.poll();
    if (pipe == null) {
      pipe = new Pipe(FileDescriptor.pipe());
      open++;
    }
    return pipe;
  }

  /** Takes it back. */
  void give(Pipe pipe) {
    if (pipe.holds == 0 && spare.size() < MOST_SPARE) {
      spare.push(pipe);
    } else {
      close(pipe);
    }
  }

  /** Closes those that are spare. */
  void close() {
    while (!spare.isEmpty()) {
      close(spare.poll());
    }
  }

  private void close(Pipe pipe) {
    open--;
    pipe.close();
  }

  /** One pipe. It knows how much it holds, as the kernel does not tell. */
  static final class Pipe {

    /** No pipe; holds nothing, and is never filled. */
    static final Pipe NONE = new Pipe(new FileDescriptor[2]);

    /** Asked for at once; the kernel moves what its pipe has room for. */
    private static final int LARGEST_MOVE = 1024 * 1024;

    private final FileDescriptor out;
    private final FileDescriptor in;
    private int holds;

    private Pipe(FileDescriptor[] ends) {
      this.out = ends[0];
      this.in = ends[1];
    }

    /**
     * Moves from a socket into this pipe, which must be empty.
     *
     * @return how many bytes; none when there are none now, or never again
     */
    int fill(FileDescriptor socket) throws IOException {
      holds = Native.splice(socket.intValue(), -1, in.intValue(), -1, LARGEST_MOVE);
      return holds;
    }

    /** Moves to a socket what it takes now. */
    void drainTo(FileDescriptor socket) throws IOException {
      // Exactly what is held: asked for more, the kernel would wait for it before it sends a rest.
      holds -= Native.splice(out.intValue(), -1, socket.intValue(), -1, holds);
    }

    boolean isEmpty() {
      return holds == 0;
    }

    private void close() {
      close(out);
      close(in);
    }

    private static void close(FileDescriptor end) {
      try {
        end.close();
      } catch (IOException alreadyGone) {
        // nothing is left to be closed
      }
    }
  }
}
