package dev.sluice.balancer.http.stream;

import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.head.ResponseHead;
import dev.sluice.balancer.net.ChannelConnection;
import java.util.function.Consumer;

/**
 * A request as it came from a client, and the way back. The carrier looks after what belongs to its
 * connection: framing, order, keep-alive, what a client sends that nobody reads any more. For one
 * event loop.
 */
public interface Downstream {

  /** Is told what befalls the way back. */
  interface Listener {

    /** The answer can be written on. */
    void writable();

    /**
     * The client is gone, before the answer was whole; nothing comes after it, of the body neither.
     * The request's head can still be read until this returns.
     */
    void gone();
  }

  /** Whose it is. */
  Client client();

  /** What is asked for. */
  RequestHead head();

  /**
   * Its body; started by those only whose head announces one. What has not come when the answer
   * ends isn't delivered any more.
   */
  Incoming body();

  /**
   * Has someone told; once, before anything is answered. Of a client that is gone already it is
   * told before this returns.
   */
  void listen(Listener listener);

  /** Whether the client waits for a 100 before it sends the body (RFC 9110, section 10.1.1). */
  boolean expectsContinue();

  /**
   * Sends an interim answer, where the client's version of HTTP has such; else does nothing.
   *
   * @param head of a status from 100 to 199 but 101
   */
  void interim(ResponseHead head, HeadEdits edits);

  /**
   * Begins the final answer; once. The head goes out with the next flush, or with the end.
   *
   * @param edits to the head
   * @param length of the body that will be written, or as in {@link
   *     dev.sluice.balancer.http.head.BodyLength}; a {@code Content-Length} field that stays must
   *     not contradict it
   * @return where the body goes, to be ended also where there is none
   */
  Outgoing answer(ResponseHead head, HeadEdits edits, long length);

  /**
   * Answers with 101, and leaves the connection to the caller. Only for a request that asked for an
   * upgrade.
   *
   * @param taker given the connection with reading off, behind the 101, unless the client is gone,
   *     of which the listener is told then; what the client has already sent behind its request
   *     comes first from it
   */
  void upgrade(ResponseHead head, HeadEdits edits, Consumer<ChannelConnection> taker);

  /**
   * Has no further request be taken from the connection, where that is of one request behind the
   * other; before the answer begins. For requests that others may read differently, or behind which
   * something else may come.
   */
  void takeNoMore();

  /** Breaks the exchange off in a way that no client takes for the answer's end. */
  void reset();

  /** Payload bytes of the answer that were written so far. */
  long written();
}
