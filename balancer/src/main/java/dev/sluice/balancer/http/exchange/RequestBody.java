package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.http.head.BodyLength;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.stream.Fault;
import dev.sluice.balancer.http.stream.Incoming;
import dev.sluice.balancer.http.stream.Outgoing;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.Executor;

/**
 * The body of a request on its way to a backend, the first of it kept for another try. For one
 * event loop.
 */
final class RequestBody implements Incoming.Receiver, Runnable {

  /** What befalls a body. */
  interface Listener {

    /**
     * Some of it came.
     *
     * @param bytes not the listener's
     */
    void bodyMoved(ByteBuf bytes);

    /** No more of it for now. */
    void bodyBatched();

    /** All of it came. */
    void bodyEnded(Fields trailers);

    /** It is larger than allowed. */
    void bodyTooLarge();

    /** The rest won't come. */
    void bodyBroken(Fault fault);
  }

  private final Incoming incoming;
  private final long announced;
  private final long limit;
  private final long keepLimit;
  private final Listener listener;
  private final KeptBytes kept = new KeptBytes();
  private Outgoing outgoing = Outgoing.NOWHERE;
  private Fields trailers = Fields.NONE;
  private long read;
  private boolean keeping = true;
  private boolean unflushed;
  private boolean started;
  private boolean ended;
  private boolean stopped;

  /**
   * @param announced its length, or as in {@link BodyLength}
   * @param limit in bytes; 0 for none
   * @param keepLimit bytes that may be kept; 0 for none
   */
  RequestBody(Incoming incoming, long announced, long limit, long keepLimit, Listener listener) {
    this.incoming = incoming;
    this.announced = announced;
    this.limit = limit;
    this.keepLimit = keepLimit;
    this.listener = listener;
    this.ended = announced == BodyLength.NONE;
  }

  boolean present() {
    return announced != BodyLength.NONE;
  }

  boolean announcedTooLarge() {
    return limit > 0 && announced > limit;
  }

  /** Whether all of it has come; true when there is none. */
  boolean ended() {
    return ended;
  }

  /** Whether it can be sent once more from its beginning. */
  boolean replayable() {
    return read == kept.size();
  }

  /** Bytes that came from the client. */
  long moved() {
    return read;
  }

  /** Whether the backend would take more than the client has sent. */
  boolean waitsForClient() {
    return !ended && isAttached() && outgoing.isWritable();
  }

  private boolean isAttached() {
    return outgoing != Outgoing.NOWHERE;
  }

  /**
   * Sends what is kept, then the rest as it comes.
   *
   * @param executor runs what is to be done once all that was read has been looked at
   */
  void sendTo(Outgoing to, Executor executor) {
    outgoing = to;
    unflushed = true;
    for (int i = 0; i < kept.pieces(); i++) {
      to.data(kept.piece(i));
    }
    if (ended) {
      to.end(trailers);
    } else if (started) {
      flush();
      readWhileWritable();
    } else {
      started = true;
      incoming.start(this);
      if (unflushed) {
        executor.execute(this);
      }
    }
  }

  /** Sends the head, if nothing came with it: the backend may have to ask for the body first. */
  @Override
  public void run() {
    flush();
  }

  @Override
  public void data(ByteBuf bytes) {
    read += bytes.readableBytes();
    if (stopped) {
      bytes.release();
    } else if (limit > 0 && read > limit) {
      bytes.release();
      stop();
      listener.bodyTooLarge();
    } else {
      keep(bytes);
      listener.bodyMoved(bytes);
      outgoing.data(bytes);
      unflushed = isAttached();
      if (!outgoing.isWritable()) {
        flush();
        readWhileWritable();
      }
    }
  }

  // Once something is not kept, nothing behind it is of any use. What comes between two backends is
  // always kept, as it would be lost: it is no more than was already read.
  private void keep(ByteBuf bytes) {
    if (keeping && (read <= keepLimit || !isAttached())) {
      kept.add(bytes);
    } else {
      settle();
    }
  }

  @Override
  public void batched() {
    flush();
    listener.bodyBatched();
  }

  private void flush() {
    if (unflushed && !stopped) {
      unflushed = false;
      outgoing.flush();
    }
  }

  private void readWhileWritable() {
    if (outgoing.isWritable()) {
      incoming.resume();
    } else {
      incoming.pause();
    }
  }

  /** The backend takes more. */
  void writable() {
    if (isAttached() && started && !ended && !stopped) {
      incoming.resume();
    }
  }

  @Override
  public void end(Fields last) {
    if (!stopped) {
      ended = true;
      unflushed = false;
      trailers = last;
      outgoing.end(last);
      listener.bodyEnded(last);
    }
  }

  @Override
  public void broken(Fault fault) {
    if (!stopped) {
      listener.bodyBroken(fault);
    }
  }

  /** The backend that it went to is out; another may follow. */
  void detach() {
    outgoing = Outgoing.NOWHERE;
    unflushed = false;
    if (started && !ended) {
      incoming.pause();
    }
  }

  /** No other try will come. */
  void settle() {
    keeping = false;
    kept.release();
  }

  /** Nothing more of it is handed on. */
  void stop() {
    stopped = true;
    outgoing = Outgoing.NOWHERE;
    settle();
  }
}
