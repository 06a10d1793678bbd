package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.stream.Fault;
import dev.sluice.balancer.http.stream.Incoming;
import dev.sluice.balancer.http.stream.Outgoing;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.Executor;

/** The body of an answer on its way to the client. For one event loop. */
final class AnswerRelay implements Incoming.Receiver, Runnable {

  /** What befalls it. */
  interface Listener {

    /** All of it came, and has still to be ended at the client's side. */
    void answerEnded(Fields trailers);

    /** The rest won't come. */
    void answerBroken(Fault fault);
  }

  private final Try from;
  private final Incoming incoming;
  private final Outgoing client;
  private final Listener listener;
  private boolean unflushed = true;
  private boolean over;

  /**
   * @param client with a head that was written
   */
  AnswerRelay(Try from, Incoming incoming, Outgoing client, Listener listener) {
    this.from = from;
    this.incoming = incoming;
    this.client = client;
    this.listener = listener;
  }

  Try from() {
    return from;
  }

  /**
   * @param executor runs what is to be done once all that was read has been looked at
   */
  void start(Executor executor) {
    incoming.start(this);
    if (unflushed && !over) {
      executor.execute(this);
    }
  }

  /** Sends the head, if nothing came with it: the first of the body may be long in coming. */
  @Override
  public void run() {
    flush();
  }

  @Override
  public void data(ByteBuf bytes) {
    if (over) {
      bytes.release();
      return;
    }
    client.data(bytes);
    unflushed = true;
    if (!client.isWritable()) {
      flush();
      if (!client.isWritable()) {
        incoming.pause();
      }
    }
  }

  @Override
  public void batched() {
    from.touch();
    flush();
  }

  private void flush() {
    if (unflushed && !over) {
      unflushed = false;
      client.flush();
    }
  }

  /** The client takes more. */
  void writable() {
    if (!over) {
      from.touch();
      incoming.resume();
    }
  }

  /** Whether the client takes what is sent to it. */
  boolean isWritable() {
    return client.isWritable();
  }

  @Override
  public void end(Fields trailers) {
    if (!over) {
      listener.answerEnded(trailers);
    }
  }

  @Override
  public void broken(Fault fault) {
    if (!over) {
      listener.answerBroken(fault);
    }
  }

  /** Ends it at the client's side. */
  void finish(Fields trailers) {
    over = true;
    client.end(trailers);
  }

  /** Nothing more of it is handed on. */
  void stop() {
    over = true;
    client.abandon();
  }
}
