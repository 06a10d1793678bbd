package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.head.BodyLength;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.stream.Fault;
import dev.sluice.balancer.http.stream.Incoming;
import io.netty.buffer.ByteBuf;

/**
 * The body of a request. It stays in its connection until someone takes it; once the exchange is
 * over what is left is thrown away. For one event loop.
 */
final class ServerBody implements Incoming {

  /** Who it is for. */
  private enum State {
    /** Nobody yet. */
    WAITS,
    /** Its receiver. */
    FLOWS,
    /** Its receiver, later. */
    PAUSED,
    /** Nobody any more: it is read to where the next request begins. */
    ABANDONED,
    /** All of it was read. */
    ENDED,
    /** It can't be read on. */
    BROKEN
  }

  private final ServerConnection connection;
  private final BodyReader reader;
  private final Incoming.Receiver gate;
  private final long length;
  private Incoming.Receiver receiver;
  private State state;
  private boolean unbatched;
  private long read;
  private long discarded;

  ServerBody(ServerConnection connection, H1Request head) {
    this.connection = connection;
    this.length = head.length();
    boolean none = length == BodyLength.NONE;
    // Most requests have none, and need nothing to read one with.
    this.reader = none ? null : BodyReader.of(head);
    this.gate = none ? null : new Gate();
    this.state = none ? State.ENDED : State.WAITS;
  }

  @Override
  public void start(Incoming.Receiver to) {
    if (state == State.ENDED && receiver == null) {
      receiver = to;
      to.end(Fields.NONE);
    } else if (state == State.WAITS) {
      receiver = to;
      state = State.FLOWS;
      connection.bodyWanted();
    }
  }

  @Override
  public void pause() {
    if (state == State.FLOWS) {
      state = State.PAUSED;
      connection.updateReading();
    }
  }

  @Override
  public void resume() {
    if (state == State.PAUSED) {
      state = State.FLOWS;
      connection.bodyWanted();
    }
  }

  boolean flows() {
    return state == State.FLOWS;
  }

  /** Whether it is wanted, and the connection may read ahead. */
  boolean waits() {
    return state == State.WAITS || state == State.ENDED;
  }

  boolean ended() {
    return state == State.ENDED;
  }

  boolean broken() {
    return state == State.BROKEN;
  }

  /** Whether more than this is known to be left of it. */
  boolean leaves(long bytes) {
    return state != State.ENDED && length - read > bytes;
  }

  /**
   * Hands on what there is, if it is wanted now.
   *
   * @return whether something came of it
   */
  boolean deliver(Inbox in) {
    if (state != State.FLOWS || in.isEmpty()) {
      return false;
    }
    try {
      reader.read(in.bytes(), gate);
    } catch (Malformed malformed) {
      boolean waited = state != State.ABANDONED;
      state = State.BROKEN;
      if (waited) {
        unbatched = false;
        receiver.broken(
            new Fault(Fault.Kind.MALFORMED, malformed.reason().word(), malformed.getMessage()));
      }
    }
    return true;
  }

  /** Ends what was delivered together. */
  void batch() {
    if (unbatched) {
      unbatched = false;
      receiver.batched();
    }
  }

  /** Nobody is told of it any more. */
  void abandon() {
    unbatched = false;
    if (state != State.ENDED && state != State.BROKEN) {
      state = State.ABANDONED;
    }
  }

  /**
   * Throws away what there is of it; only when it is abandoned.
   *
   * @return how much that was so far
   */
  long discard(Inbox in) throws Malformed {
    if (reader.ended() || reader.read(in.bytes(), gate)) {
      state = State.ENDED;
    }
    return discarded;
  }

  /** What comes out of the reader goes through here: its exchange may end in between. */
  private final class Gate implements Incoming.Receiver {

    @Override
    public void data(ByteBuf bytes) {
      int size = bytes.readableBytes();
      read += size;
      if (state == State.ABANDONED) {
        discarded += size;
        bytes.release();
      } else {
        unbatched = true;
        receiver.data(bytes);
      }
    }

    @Override
    public void batched() {
      throw new IllegalStateException("not the reader's to tell");
    }

    @Override
    public void end(Fields trailers) {
      if (state != State.ABANDONED) {
        state = State.ENDED;
        unbatched = false;
        receiver.end(trailers);
      }
    }

    @Override
    public void broken(Fault fault) {
      throw new IllegalStateException("not the reader's to tell");
    }
  }
}
