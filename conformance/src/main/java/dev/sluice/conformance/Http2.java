package dev.sluice.conformance;

import java.nio.charset.StandardCharsets;

/**
 * A client of HTTP/2 with prior knowledge, for one request: writes the frames it is told to, right
 * or wrong, and reads as much of the answer as it takes to tell what became of it. Field blocks are
 * literals without indexing (RFC 7541 6.2.2).
 */
final class Http2 {

  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final int FRAME_HEAD = 9;
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int GOAWAY = 7;
  private static final int END_STREAM = 1;
  private static final int PADDED = 0x8;
  private static final int PRIORITY = 0x20;
  private static final int ACK = 1;
  private static final int END_HEADERS = 4;
  private static final int FIRST_STREAM = 1;
  // RFC 7541 appendix A: index 8 of the static table is :status 200.
  private static final int STATUS_200 = 0x88;
  private static final int LONG = 127;

  private final Scene scene;
  private final Client client;
  private final StringBuilder data = new StringBuilder();
  private boolean ok;
  private boolean acknowledged;

  private Http2(Scene scene, Client client) {
    this.scene = scene;
    this.client = client;
  }

  private record Frame(int type, int flags, String payload) {}

  /**
   * Opens a connection.
   *
   * @throws Inapplicable if the server doesn't speak HTTP/2 there
   */
  static Http2 connect(Scene scene) {
    Http2 http2 = new Http2(scene, scene.connect());
    http2.client.send(PREFACE);
    http2.frame(SETTINGS, 0, 0, "");
    Frame first = http2.next();
    if (first.type() != SETTINGS || (first.flags() & ACK) != 0) {
      throw new Inapplicable("no HTTP/2 with prior knowledge on this port");
    }
    http2.frame(SETTINGS, ACK, 0, "");
    return http2;
  }

  /** The head, or the trailers, of the request: names and values in turn. */
  Http2 headers(boolean end, String... fields) {
    StringBuilder block = new StringBuilder();
    for (int i = 0; i < fields.length; i += 2) {
      block.append('\0').append(literal(scene.fill(fields[i])));
      block.append(literal(scene.fill(fields[i + 1])));
    }
    frame(HEADERS, END_HEADERS | (end ? END_STREAM : 0), FIRST_STREAM, block.toString());
    return this;
  }

  private static String literal(String text) {
    int length = text.length();
    if (length < LONG) {
      return (char) length + text;
    }
    // RFC 7541 5.1, enough for lengths below 16,511
    int rest = length - LONG;
    return "" + (char) LONG + (char) (rest % 128 | 128) + (char) (rest / 128) + text;
  }

  Http2 data(boolean end, String text) {
    frame(DATA, end ? END_STREAM : 0, FIRST_STREAM, scene.fill(text));
    return this;
  }

  Http2 cancel() {
    frame(RST_STREAM, 0, FIRST_STREAM, "\0\0\0\u0008");
    return this;
  }

  private void frame(int type, int flags, int stream, String payload) {
    int length = payload.length();
    client.send(
        new String(
                new byte[] {
                  (byte) (length >> 16),
                  (byte) (length >> 8),
                  (byte) length,
                  (byte) type,
                  (byte) flags,
                  0,
                  0,
                  0,
                  (byte) stream
                },
                StandardCharsets.ISO_8859_1)
            + payload);
  }

  private Frame next() {
    String head = client.read(FRAME_HEAD);
    if (head.length() < FRAME_HEAD || head.startsWith("HTTP/")) {
      return new Frame(GOAWAY, 0, "");
    }
    int length = head.charAt(0) << 16 | head.charAt(1) << 8 | head.charAt(2);
    return new Frame(head.charAt(3), head.charAt(4), client.read(length));
  }

  /** Reads until the answer is complete, or it is clear that there will be none. */
  Http2 finish() {
    while (true) {
      Frame frame = next();
      switch (frame.type()) {
        case HEADERS -> ok |= status(block(frame)) == STATUS_200;
        case DATA -> data.append(frame.payload());
        case SETTINGS -> acknowledged |= (frame.flags() & ACK) != 0;
        case RST_STREAM, GOAWAY -> {
          return this;
        }
        default -> {}
      }
      if ((frame.type() == HEADERS || frame.type() == DATA) && (frame.flags() & END_STREAM) != 0) {
        return this;
      }
    }
  }

  // Behind the length of padding and the priority, if they are there (RFC 9113, section 6.2).
  private static String block(Frame frame) {
    int skipped =
        ((frame.flags() & PADDED) != 0 ? 1 : 0) + ((frame.flags() & PRIORITY) != 0 ? 5 : 0);
    return frame.payload().substring(Math.min(skipped, frame.payload().length()));
  }

  // The first field, behind changes of the table's size.
  private static int status(String block) {
    int at = 0;
    while (at < block.length() && (block.charAt(at) & 0xe0) == 0x20) {
      at++;
    }
    return at < block.length() ? block.charAt(at) : 0;
  }

  /** Whether the answer is a 200. */
  boolean ok() {
    return ok;
  }

  /** The answer's body. */
  String body() {
    return data.toString();
  }

  /** Whether the server has agreed to our settings. */
  boolean acknowledged() {
    return acknowledged;
  }
}
