package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.Reason;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.Version;
import io.netty.buffer.ByteBuf;

/**
 * Reads the heads of requests (RFC 9112, sections 2, 3 and 5), one behind the other, as strictly as
 * {@code docs/strictness.md} has it. For one connection, on its event loop; of no more use once it
 * has thrown.
 */
final class RequestReader {

  private static final int HOST = FieldName.HOST.number();

  private final HeadStore store;
  private final boolean encrypted;
  private final RequestLine line = new RequestLine();
  private final FieldScanner fields = new FieldScanner(Reason.BAD_REQUEST, 0);
  private final HeadBytes.Scanner scanner = this::scan;
  private HeadBytes head;

  /**
   * @param maxHead how many bytes a head may have, its request line and its last line end included
   * @param encrypted whether requests come over TLS that ends here
   */
  RequestReader(int maxHead, boolean encrypted) {
    this.store = new HeadStore(maxHead);
    this.encrypted = encrypted;
  }

  /**
   * Reads on. What belongs to the head is taken out of the buffer and kept here, also while the
   * head isn't whole, so nothing needs to be accumulated elsewhere; what follows a whole head is
   * left. The buffer stays the caller's.
   *
   * @return null while the head isn't whole; then the buffer is empty
   */
  H1Request read(ByteBuf in) throws Malformed {
    if (head == null) {
      if (!in.isReadable()) {
        return null;
      }
      head = store.take();
    }
    if (head.read(in, store.maxHead(), scanner)) {
      return whole();
    }
    if (head.limit() >= store.maxHead()) {
      throw new Malformed(
          line.done() ? Reason.HEADER_TOO_LARGE : Reason.TARGET_TOO_LONG,
          "a head of more than " + store.maxHead() + " bytes");
    }
    return null;
  }

  /** Whether some of a request line has come, but not all of its head; empty lines don't count. */
  boolean begun() {
    return line.begun();
  }

  private boolean scan(HeadBytes bytes) throws Malformed {
    return (line.done() || line.scan(bytes)) && fields.scan(bytes);
  }

  private H1Request whole() throws Malformed {
    byte[] bytes = head.bytes();
    String method = Methods.of(bytes, line.methodStart(), line.methodEnd());
    Target target = Target.of(bytes, line.targetStart(), line.targetEnd(), method);
    checkHost(line.version());
    Framing framing = framing(FramingFields.read(head, line.version(), Reason.BAD_REQUEST));
    H1Fields view = new H1Fields(head, store);
    Version version = line.version();
    head = null;
    line.clear();
    return new H1Request(view, method, target, version, framing, encrypted);
  }

  // RFC 9112, section 3.2
  private void checkHost(Version version) throws Malformed {
    if (!head.has(HOST)) {
      if (version != Version.HTTP_1_0) {
        throw new Malformed(Reason.BAD_REQUEST, "no Host");
      }
      return;
    }
    if (head.repeats(HOST)) {
      throw new Malformed(Reason.BAD_REQUEST, "more than one Host");
    }
    int field = head.find(HOST, 0);
    if (!Authority.valid(head.bytes(), head.valueStart(field), head.valueEnd(field))) {
      throw new Malformed(Reason.BAD_REQUEST, "a malformed Host");
    }
  }

  // RFC 9112, section 6.3: a request that announces no body has none.
  private static Framing framing(long announced) {
    if (announced == FramingFields.CHUNKED) {
      return Framing.CHUNKED;
    }
    return announced == FramingFields.ABSENT ? Framing.NONE : Framing.of(announced);
  }
}
