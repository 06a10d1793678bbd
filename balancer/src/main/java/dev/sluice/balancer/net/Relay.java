package dev.sluice.balancer.net;

/**
 * Passes bytes between two connections until both directions have ended: the end of one direction
 * (FIN) is passed on and leaves the other open; a reset is passed on as a reset; a side is not read
 * while the other does not take what was read. For the event loop of the two.
 */
public interface Relay {

  /** How a relay ended. */
  enum End {
    /** Both directions were finished. */
    CLOSED,
    /** The client broke off. */
    CLIENT_RESET,
    /** The backend broke off. */
    BACKEND_RESET,
    /** Nothing moved for too long. */
    IDLE,
    /** The balancer ended it. */
    STOPPED
  }

  /**
   * What a relay did.
   *
   * @param received bytes from the client
   * @param sent bytes to the client
   */
  record Result(End end, long received, long sent) {}

  /** Ends both sides at once; what is still queued is lost. */
  void stop();
}
