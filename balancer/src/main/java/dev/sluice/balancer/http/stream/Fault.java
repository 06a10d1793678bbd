package dev.sluice.balancer.http.stream;

/**
 * Why a message won't be whole.
 *
 * @param kind which rules apply
 * @param word for the log where it says more than the kind does; else empty
 * @param detail for the log of the balancer, such as the system's own message; never for a client
 */
public record Fault(Kind kind, String word, String detail) {

  /** What happened. */
  public enum Kind {
    /** No connection came about; nothing was sent. */
    CONNECT,
    /** No connection became free in time, or too many wait; nothing was sent. */
    QUEUE,
    /**
     * The peer refused the message before it looked at it, as HTTP/2 can say, or a connection that
     * was kept had died before anything was written to it: it can be sent again, whatever it is.
     */
    NOT_SENT,
    /**
     * A connection that had served before ended without a byte of an answer: most probably the peer
     * closed it just then (RFC 9112, section 9.3.1).
     */
    STALE,
    /** The peer broke off. */
    RESET,
    /** The peer was silent for too long. */
    TIMEOUT,
    /** What came is no valid message. */
    MALFORMED
  }

  /** A fault of which there is nothing more to say. */
  public static Fault of(Kind kind, String detail) {
    return new Fault(kind, "", detail);
  }
}
