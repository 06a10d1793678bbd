package dev.sluice.balancer.net;

/** Where a relay has its socket from, and who alone closes it. For the socket's event loop. */
interface SocketOwner {

  /** To be used only once it is handed over. */
  EpollSocket socket();

  /**
   * Hands it over.
   *
   * @param side told when that is done, perhaps before this returns, and when the socket is closed
   */
  void handTo(EpollSide side);

  /** Has the peer see a reset when the socket is closed, not an end that looks orderly. */
  void reset();

  /** Closes it. */
  void close();
}
