package dev.sluice.conformance;

import dev.sluice.conformance.message.Body;
import dev.sluice.conformance.message.Head;
import dev.sluice.conformance.message.StrictReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a client's bytes are to a strict reader: so many requests, and perhaps something that is
 * none.
 */
record Reference(List<Asked> requests, String end) {

  /** A request as it has to reach the backend. */
  record Asked(String method, String path, String body) {

    static Asked of(Head head, Body body) {
      String path = path(head.target());
      boolean all = head.method().equals("OPTIONS") && path.isEmpty();
      return new Asked(head.method(), all ? "*" : rooted(path), body.text());
    }

    /** Whether that target is meant, in absolute form or not. */
    boolean isAt(String target) {
      return path.equals(rooted(path(target)));
    }

    private static String path(String target) {
      return target.replaceFirst("(?i)^https?://[^/?]*", "");
    }

    private static String rooted(String path) {
      return path.startsWith("/") || path.equals("*") ? path : "/" + path;
    }
  }

  static Reference of(String bytes) {
    List<Asked> requests = new ArrayList<>();
    PushbackInputStream in =
        new PushbackInputStream(
            new ByteArrayInputStream(bytes.getBytes(StandardCharsets.ISO_8859_1)), 2);
    StrictReader reader = StrictReader.beforeIntermediary(in);
    try {
      while (true) {
        skipEmptyLines(in);
        Optional<Head> head = reader.request();
        if (head.isEmpty()) {
          return new Reference(requests, "nothing more");
        }
        requests.add(Asked.of(head.get(), reader.body(head.get())));
        if (!head.get().keepAlive()) {
          return new Reference(requests, "the end of the connection");
        }
      }
    } catch (IOException broken) {
      return new Reference(requests, broken.getMessage());
    }
  }

  // RFC 9112 2.2
  private static void skipEmptyLines(PushbackInputStream in) throws IOException {
    while (true) {
      byte[] two = in.readNBytes(2);
      if (two.length < 2 || two[0] != '\r' || two[1] != '\n') {
        in.unread(two);
        return;
      }
    }
  }
}
