package dev.sluice.balancer.http.h1;

import io.netty.buffer.ByteBuf;

/**
 * Reads the heads of requests (RFC 9112, sections 2, 3 and 5), one behind the other, as strictly as
 * {@code docs/strictness.md} has it. For one connection, on its event loop; of no more use once it
 * has thrown.
 */
final class RequestReader {

  /**
   * @param maxHead how many bytes a head may have, its request line and its last line end included
   * @param encrypted whether requests come over TLS that ends here
   */
  RequestReader(int maxHead, boolean encrypted) {
    throw new UnsupportedOperationException();
  }

  /**
   * Reads on. What belongs to the head is taken out of the buffer and kept here, also while the
   * head isn't whole, so nothing needs to be accumulated elsewhere; what follows a whole head is
   * left. The buffer stays the caller's.
   *
   * @return null while the head isn't whole; then the buffer is empty
   */
  H1Request read(ByteBuf in) throws Malformed {
    throw new UnsupportedOperationException();
  }

  /** Whether some of a request line has come, but not all of its head; empty lines don't count. */
  boolean begun() {
    throw new UnsupportedOperationException();
  }
}
