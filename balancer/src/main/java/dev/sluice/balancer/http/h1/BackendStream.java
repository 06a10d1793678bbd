package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.stream.Fault;
import dev.sluice.balancer.http.stream.Outgoing;
import dev.sluice.balancer.http.stream.Upstream;
import dev.sluice.balancer.http.stream.UpstreamUse;
import dev.sluice.balancer.net.ChannelConnection;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.Future;

/**
 * One request on a connection to a backend, from the wait for the connection on; what comes back is
 * its {@link BackendAnswer}'s. For one event loop.
 */
final class BackendStream implements Upstream, Outgoing {

  /** Room for the head of a usual request. */
  private static final int HEAD = 1024;

  private enum Stage {
    OPENING,
    READY,
    SENT,
    OVER
  }

  private final UpstreamUse use;
  private final Listener listener;
  private Stage stage = Stage.OPENING;

  // Null before their stage.
  private Future<?> dialling;
  private BackendConnection connection;
  private BackendAnswer answer;
  private BodyWriter body;
  private ChannelFuture head;

  private boolean upgrade;
  private boolean ended;

  BackendStream(UpstreamUse use, Listener listener) {
    this.use = use;
    this.listener = listener;
  }

  // --- on the way to a connection

  /** There will be one, or not. */
  void awaits(Future<?> connecting) {
    dialling = connecting;
  }

  /** It is there. */
  void begin(BackendConnection dialled) {
    if (stage == Stage.OVER) {
      dialled.abandon();
      return;
    }
    stage = Stage.READY;
    connection = dialled;
    dialled.begin(this);
    if (stage == Stage.READY) {
      listener.ready(this);
    }
  }

  /** One that was kept will do. */
  void reuse(BackendConnection idle) {
    stage = Stage.READY;
    connection = idle;
    idle.carry(this);
    listener.ready(this);
  }

  /** None came about. */
  void unconnected(Fault fault) {
    if (stage != Stage.OVER) {
      stage = Stage.OVER;
      listener.failed(fault);
    }
  }

  // --- for who makes the request

  @Override
  public Outgoing send(RequestHead request, HeadEdits edits, long length, boolean wantsUpgrade) {
    if (stage != Stage.READY) {
      return NOWHERE;
    }
    ByteBuf bytes = connection.alloc().ioBuffer(HEAD);
    try {
      HeadWriter.request(request, edits, length, wantsUpgrade, bytes);
    } catch (RuntimeException wrong) {
      bytes.release();
      throw wrong;
    }
    stage = Stage.SENT;
    upgrade = wantsUpgrade;
    answer = new BackendAnswer(this, connection, listener, request.method());
    body = BodyWriter.request(length);
    head = connection.writeHead(bytes);
    return this;
  }

  @Override
  public void data(ByteBuf bytes) {
    if (stage != Stage.SENT || ended) {
      bytes.release();
      return;
    }
    try {
      body.data(bytes, connection.out());
    } catch (IllegalStateException tooMuch) {
      cancel();
      throw tooMuch;
    }
  }

  @Override
  public void flush() {
    if (stage == Stage.SENT) {
      connection.flush();
    }
  }

  @Override
  public void end(Fields trailers) {
    if (stage != Stage.SENT || ended) {
      return;
    }
    try {
      body.end(trailers, connection.out());
    } catch (IllegalStateException tooLittle) {
      cancel();
      throw tooLittle;
    }
    ended = true;
    connection.flush();
  }

  @Override
  public boolean isWritable() {
    return stage != Stage.SENT || connection.isWritable();
  }

  @Override
  public void cancel() {
    Stage until = stage;
    stage = Stage.OVER;
    switch (until) {
      case OPENING -> dialling.cancel(false);
      case READY -> connection.abandon();
      case SENT -> {
        answer.cancel();
        connection.abandon();
      }
      case OVER -> {}
    }
  }

  // --- what happens on the connection

  void read(ByteBuf bytes) {
    if (answer == null) {
      bytes.release();
      failed(Fault.of(Fault.Kind.MALFORMED, "the backend spoke before it was asked"));
    } else {
      answer.read(bytes);
    }
  }

  void readComplete() {
    if (answer != null) {
      answer.settle();
    }
  }

  void writable() {
    if (stage == Stage.SENT && !ended) {
      listener.writable();
    }
  }

  void inputEnded() {
    if (answer == null) {
      failed(loss(false, "the backend closed the connection before the request"));
    } else {
      answer.inputEnded();
    }
  }

  void lost(String detail) {
    if (answer == null) {
      failed(loss(false, detail));
    } else {
      answer.lost(detail);
    }
  }

  // --- for the answer

  /** Whether the request has been sent to its end, and asked to leave HTTP. */
  boolean maySwitch() {
    return upgrade && ended;
  }

  /**
   * What the end of the connection means.
   *
   * @param answered whether a byte of an answer had come
   */
  Fault loss(boolean answered, String detail) {
    Fault.Kind kind = Fault.Kind.RESET;
    if (!answered && connection.served()) {
      kind = head == null || !head.isSuccess() ? Fault.Kind.NOT_SENT : Fault.Kind.STALE;
    } else if (head == null) {
      kind = Fault.Kind.CONNECT;
    }
    return Fault.of(kind, detail);
  }

  /** No answer will come. */
  void failed(Fault fault) {
    broken();
    listener.failed(fault);
  }

  /** The answer won't be whole. */
  void broken() {
    stage = Stage.OVER;
    connection.abandon();
  }

  /**
   * The answer was whole.
   *
   * @param clean whether another one may come on this connection
   */
  void answered(boolean clean) {
    stage = Stage.OVER;
    connection.done(clean && ended, use);
  }

  /**
   * The backend leaves HTTP.
   *
   * @param early what came behind the answer
   */
  void switched(H1Response answered, ByteBuf early) {
    stage = Stage.OVER;
    ChannelConnection left = connection.leave(early);
    listener.switched(answered, left);
  }
}
