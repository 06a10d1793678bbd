package dev.sluice.balancer.http.h1;

import io.netty.buffer.ByteBuf;

/**
 * Reads the heads of answers (RFC 9112, sections 4, 5 and 6.3), interim ones too, one behind the
 * other. For one connection, on its event loop; of no more use once it has thrown.
 */
final class ResponseReader {

  /**
   * @param maxHead how many bytes a head may have, its status line and its last line end included
   */
  ResponseReader(int maxHead) {
    throw new UnsupportedOperationException();
  }

  /**
   * Reads on. What belongs to the head is taken out of the buffer and kept here, also while the
   * head isn't whole, so nothing needs to be accumulated elsewhere; what follows a whole head is
   * left. The buffer stays the caller's.
   *
   * @param requestMethod of the request that is answered: whether there is a body depends on it
   * @return null while the head isn't whole; then the buffer is empty
   * @throws Malformed always with {@code BAD_RESPONSE}
   */
  H1Response read(ByteBuf in, String requestMethod) throws Malformed {
    throw new UnsupportedOperationException();
  }

  /** Whether some of a head has come, but not all of it. */
  boolean begun() {
    throw new UnsupportedOperationException();
  }
}
