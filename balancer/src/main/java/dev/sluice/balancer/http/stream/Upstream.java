package dev.sluice.balancer.http.stream;

import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.head.ResponseHead;
import dev.sluice.balancer.net.ChannelConnection;

/**
 * One request at one backend, from the wait for a connection to the end of the answer. What becomes
 * of the connection is the carrier's to decide: it is used again only if both messages ended as
 * they should. For one event loop.
 */
public interface Upstream {

  /**
   * Is told how it goes. {@link #failed} comes at most once and only before {@link #answered} or
   * {@link #switched}; from then on the body tells. Nothing comes after {@link #cancel}. The head
   * of an interim answer or of a switch is there until the call returns, that of an answer until
   * its end or breach was told.
   */
  interface Listener {

    /**
     * There is a connection: {@link #send} is to be called, now or later.
     *
     * @param stream the one that was opened, or is about to be returned
     */
    void ready(Upstream stream);

    /** The body can be written on. */
    void writable();

    /** An interim answer but 101. */
    void interim(ResponseHead head);

    /** The final answer; its body is to be started, also where there is none. */
    void answered(ResponseHead head, Incoming body);

    /**
     * The backend agreed to leave HTTP.
     *
     * @param connection with reading off, the listener's from now on; what the backend has already
     *     sent comes first from it
     */
    void switched(ResponseHead head, ChannelConnection connection);

    /** No answer will come. */
    void failed(Fault fault);
  }

  /**
   * Sends the head; once, after {@link Listener#ready}. It goes out with the next flush, or with
   * the end.
   *
   * @param head is read, and must stay as it is, until this returns
   * @param length of the body that will be written, or as in {@link
   *     dev.sluice.balancer.http.head.BodyLength}
   * @param upgrade whether to ask to leave HTTP, as the head does
   * @return where the body goes, to be ended also where there is none
   */
  Outgoing send(RequestHead head, HeadEdits edits, long length, boolean upgrade);

  /**
   * Gives it up: its place in a queue, its stream or its connection. Again, or after the end of the
   * answer, is of no effect.
   */
  void cancel();
}
