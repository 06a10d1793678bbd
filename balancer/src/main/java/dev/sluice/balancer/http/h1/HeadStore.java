package dev.sluice.balancer.http.h1;

/**
 * Where a connection's heads get their memory: it keeps what the last one gave back, if that isn't
 * large.
 */
final class HeadStore {

  private final int maxHead;
  private HeadBytes spare;

  /**
   * @param maxHead how many bytes a head may have
   */
  HeadStore(int maxHead) {
    this.maxHead = maxHead;
  }

  int maxHead() {
    return maxHead;
  }

  /** Memory for one head, and empty. */
  HeadBytes take() {
    HeadBytes taken = spare == null ? new HeadBytes() : spare;
    spare = null;
    return taken;
  }

  /** Nobody looks at it any more. */
  void giveBack(HeadBytes head) {
    if (head.small()) {
      head.clear();
      spare = head;
    }
  }
}
