package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.Reason;
import io.netty.buffer.ByteBuf;

/**
 * Reads the heads of answers (RFC 9112, sections 4, 5 and 6.3), interim ones too, one behind the
 * other. For one connection, on its event loop; of no more use once it has thrown.
 */
final class ResponseReader {

  private final HeadStore store;
  private final StatusLine line = new StatusLine();
  private final FieldScanner fields = new FieldScanner(Reason.BAD_RESPONSE, 0);
  private final HeadBytes.Scanner scanner = this::scan;
  private HeadBytes head;

  /**
   * @param maxHead how many bytes a head may have, its status line and its last line end included
   */
  ResponseReader(int maxHead) {
    this.store = new HeadStore(maxHead);
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
    if (head == null) {
      if (!in.isReadable()) {
        return null;
      }
      head = store.take();
    }
    if (head.read(in, store.maxHead(), scanner)) {
      return whole(requestMethod.equals("HEAD"));
    }
    if (head.limit() >= store.maxHead()) {
      throw bad("a head of more than " + store.maxHead() + " bytes");
    }
    return null;
  }

  /** Whether some of a head has come, but not all of it. */
  boolean begun() {
    return head != null;
  }

  private boolean scan(HeadBytes bytes) throws Malformed {
    return (line.done() || line.scan(bytes)) && fields.scan(bytes);
  }

  private H1Response whole(boolean toHead) throws Malformed {
    long announced = FramingFields.read(head, line.version(), Reason.BAD_RESPONSE);
    Framing framing = framing(announced, toHead);
    H1Fields view = new H1Fields(head, store);
    head = null;
    H1Response response =
        new H1Response(
            view, line.status(), line.version(), line.reasonStart(), line.reasonEnd(), framing);
    line.clear();
    return response;
  }

  // RFC 9112, section 6.3. What may be announced where nothing comes: anything in an answer to HEAD
  // and in a 304, as for GET; no chunks and at most a length of 0 in a 1xx and a 204, because a
  // backend that announces more may well send it.
  private Framing framing(long announced, boolean toHead) throws Malformed {
    int status = line.status();
    if (status < 200 || status == 204) {
      if (announced != FramingFields.ABSENT && announced != 0) {
        throw bad("a body in an answer with status " + status);
      }
      return Framing.NONE;
    }
    if (toHead || status == 304) {
      return Framing.NONE;
    }
    if (announced == FramingFields.CHUNKED) {
      return Framing.CHUNKED;
    }
    return announced == FramingFields.ABSENT ? Framing.UNTIL_CLOSE : Framing.of(announced);
  }

  private static Malformed bad(String message) {
    return new Malformed(Reason.BAD_RESPONSE, message);
  }
}
