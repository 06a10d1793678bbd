package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.Reason;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.stream.Fault;
import dev.sluice.balancer.http.stream.Incoming;
import dev.sluice.balancer.http.stream.Upstream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.ByteToMessageDecoder;

/**
 * The answer to one request, with the interim ones before it. Its end counts only once everything
 * that was read with it has been looked at: what is surplus must not be taken for the next answer.
 * For one event loop.
 */
final class BackendAnswer implements Incoming {

  /** Interim answers to one request, beyond which the backend is taken to be out of its mind. */
  private static final int MOST_INTERIM = 16;

  private static final int SWITCHING_PROTOCOLS = 101;

  private final BackendStream stream;
  private final BackendConnection connection;
  private final Upstream.Listener listener;
  private final String method;
  private final Receiver passage = new Passage();

  // Null until they are known.
  private H1Response head;
  private BodyReader body;
  private Receiver receiver;
  private Fields trailers;
  private Fault fault;

  /** Came behind the head, and nobody takes it yet. */
  private ByteBuf held = Unpooled.EMPTY_BUFFER;

  private int interim;
  private boolean begun;
  private boolean switching;
  private boolean surplus;
  private boolean paused;
  private boolean inputEnded;
  private boolean consuming;
  private boolean moved;
  private boolean over;

  /**
   * @param method of the request
   */
  BackendAnswer(
      BackendStream stream,
      BackendConnection connection,
      Upstream.Listener listener,
      String method) {
    this.stream = stream;
    this.connection = connection;
    this.listener = listener;
    this.method = method;
  }

  // --- what happens on the connection

  void read(ByteBuf bytes) {
    begun = true;
    if (over || trailers != null || fault != null) {
      surplus = true;
      bytes.release();
      return;
    }
    hold(bytes);
    consume();
    if (waits()) {
      connection.autoRead(false);
    }
  }

  private void hold(ByteBuf bytes) {
    if (held.isReadable()) {
      held = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(connection.alloc(), held, bytes);
    } else {
      held.release();
      held = bytes;
    }
  }

  private void drop() {
    held.release();
    held = Unpooled.EMPTY_BUFFER;
  }

  private boolean waits() {
    return !over && head != null && receiver == null;
  }

  private void consume() {
    consuming = true;
    try {
      boolean more = true;
      while (more && !over) {
        more = step();
      }
    } catch (Malformed malformed) {
      fault = Fault.of(Fault.Kind.MALFORMED, malformed.getMessage());
    } finally {
      consuming = false;
      surplus |= trailers != null && held.isReadable();
      if (over || trailers != null || fault != null || !held.isReadable()) {
        drop();
      }
    }
  }

  /** Whether there may be more to do. */
  private boolean step() throws Malformed {
    if (head == null) {
      return readHead();
    }
    if (receiver != null && !switching) {
      body.read(held, passage);
    }
    return false;
  }

  private boolean readHead() throws Malformed {
    H1Response next = connection.reader().read(held, method);
    if (next == null) {
      return false;
    }
    if (next.interim()) {
      pass(next);
      return true;
    }
    head = next;
    if (next.status() == SWITCHING_PROTOCOLS) {
      if (!stream.maySwitch()) {
        throw wrong("101 to a request that asked for no upgrade");
      }
      switching = true;
      return false;
    }
    body = BodyReader.of(next);
    listener.answered(next, this);
    return true;
  }

  private void pass(H1Response next) throws Malformed {
    try {
      if (++interim > MOST_INTERIM) {
        throw wrong("more than " + MOST_INTERIM + " interim answers");
      }
      listener.interim(next);
    } finally {
      next.release();
    }
  }

  private static Malformed wrong(String what) {
    return new Malformed(Reason.BAD_RESPONSE, what);
  }

  /** The backend has ended its side of the connection as it should. */
  void inputEnded() {
    if (head == null) {
      lost("the connection ended " + (begun ? "within an answer" : "without an answer"));
      return;
    }
    inputEnded = true;
    endBody();
    settle();
  }

  private void endBody() {
    if (!over && receiver != null && !switching && trailers == null && fault == null) {
      body.inputEnded(passage);
    }
  }

  /** The connection has ended. */
  void lost(String detail) {
    if (fault == null) {
      fault = stream.loss(begun, detail);
    }
    settle();
  }

  /** Everything that was read has been looked at: draws the conclusions. */
  void settle() {
    if (over) {
      return;
    }
    if (trailers != null) {
      over = true;
      stream.answered(head.keepAlive() && !surplus);
      receiver.end(trailers);
      head.release();
    } else if (fault != null) {
      fail();
    } else if (switching) {
      over = true;
      ByteBuf early = held;
      held = Unpooled.EMPTY_BUFFER;
      stream.switched(head, early);
      head.release();
    } else if (moved) {
      moved = false;
      receiver.batched();
    }
  }

  private void fail() {
    if (receiver != null) {
      over = true;
      drop();
      stream.broken();
      receiver.broken(fault);
      head.release();
    } else if (body == null) {
      cancel();
      stream.failed(fault);
    }
    // else it waits to be asked for
  }

  /** Nobody wants it any more. */
  void cancel() {
    over = true;
    if (!consuming) {
      drop();
    }
    if (head != null) {
      head.release();
    }
  }

  // --- for who takes the body

  @Override
  public void start(Receiver to) {
    if (over) {
      return;
    }
    receiver = to;
    if (consuming) {
      return;
    }
    consume();
    if (inputEnded) {
      endBody();
    }
    if (!paused && !over) {
      connection.autoRead(true);
    }
    if (!connection.reading()) {
      settle();
    }
  }

  @Override
  public void pause() {
    paused = true;
    if (!over) {
      connection.autoRead(false);
    }
  }

  @Override
  public void resume() {
    paused = false;
    if (!over && receiver != null) {
      connection.autoRead(true);
    }
  }

  /** Between the framing and the receiver: nothing comes once it is over. */
  private final class Passage implements Receiver {

    @Override
    public void data(ByteBuf bytes) {
      if (over) {
        bytes.release();
      } else {
        moved = true;
        receiver.data(bytes);
      }
    }

    @Override
    public void batched() {
      // the end of the read is told by the connection
    }

    @Override
    public void end(Fields fields) {
      trailers = fields;
    }

    @Override
    public void broken(Fault breach) {
      fault = breach;
    }
  }
}
