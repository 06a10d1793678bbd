package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.head.Fields;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Feeds the readers with texts, in pieces, and puts what they make of them into words. */
final class Reading {

  static final int MAX_HEAD = 4096;

  private interface Step {
    void take(ByteBuf in) throws Malformed;
  }

  private Reading() {}

  /** A buffer like those of a socket. */
  static ByteBuf buffer(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return Unpooled.directBuffer(Math.max(1, bytes.length)).writeBytes(bytes);
  }

  /** One head, to be released. */
  static H1Request request(String text) throws Malformed {
    ByteBuf in = buffer(text);
    try {
      return new RequestReader(MAX_HEAD, false).read(in);
    } finally {
      in.release();
    }
  }

  /** One head, to be released. */
  static H1Response response(String text, String method) throws Malformed {
    ByteBuf in = buffer(text);
    try {
      return new ResponseReader(MAX_HEAD).read(in, method);
    } finally {
      in.release();
    }
  }

  /**
   * Heads and bodies of all requests in the pieces, or the reason why they aren't; one line each.
   */
  static List<String> requests(List<String> pieces) {
    RequestReader reader = new RequestReader(MAX_HEAD, false);
    return all(
        pieces,
        (in, told) -> {
          H1Request head = reader.read(in);
          if (head == null) {
            return null;
          }
          told.add(words(head));
          BodyReader body = BodyReader.of(head);
          head.release();
          return body;
        });
  }

  /** The same of answers. */
  static List<String> responses(List<String> pieces, String method) {
    ResponseReader reader = new ResponseReader(MAX_HEAD);
    return all(
        pieces,
        (in, told) -> {
          H1Response head = reader.read(in, method);
          if (head == null) {
            return null;
          }
          told.add(words(head));
          BodyReader body = BodyReader.of(head);
          head.release();
          return body;
        });
  }

  private interface Heads {
    BodyReader next(ByteBuf in, List<String> told) throws Malformed;
  }

  private static List<String> all(List<String> pieces, Heads heads) {
    List<String> told = new ArrayList<>();
    Received received = new Received();
    BodyReader[] body = new BodyReader[1];
    Step step =
        in -> {
          do {
            if (body[0] == null) {
              body[0] = heads.next(in, told);
            }
            if (body[0] != null && body[0].read(in, received)) {
              told.add(received.takeWords());
              body[0] = null;
            }
          } while (in.isReadable());
        };
    for (String piece : pieces) {
      ByteBuf in = buffer(piece);
      try {
        step.take(in);
      } catch (Malformed e) {
        told.add("refused: " + e.reason().word());
        return told;
      } finally {
        in.release();
      }
    }
    if (body[0] != null) {
      body[0].inputEnded(received);
      told.add(received.takeWords());
    }
    return told;
  }

  static String words(H1Request head) {
    return String.join(
        " | ",
        head.method(),
        head.target(),
        head.version().text(),
        head.scheme(),
        head.authority(),
        "length " + head.length(),
        head.keepAlive() ? "keep" : "close",
        head.expectsContinue() ? "expects" : "",
        "upgrade " + head.upgrade().orElse(""),
        words(head.fields()));
  }

  static String words(H1Response head) {
    return String.join(
        " | ",
        head.status() + " " + head.reason(),
        head.version().text(),
        "length " + head.length(),
        head.keepAlive() ? "keep" : "close",
        head.untilClose() ? "until close" : "",
        words(head.fields()));
  }

  static String words(Fields fields) {
    StringBuilder text = new StringBuilder();
    fields.forEach((name, value) -> text.append(name).append('=').append(value).append(' '));
    return text.toString().strip();
  }

  /** Every way to cut a text in two, and byte by byte. */
  static List<List<String>> splits(String text) {
    List<List<String>> ways = new ArrayList<>();
    for (int i = 1; i < text.length(); i++) {
      ways.add(List.of(text.substring(0, i), text.substring(i)));
    }
    ways.add(text.chars().mapToObj(c -> String.valueOf((char) c)).toList());
    return ways;
  }

  /** The escapes of the tables. */
  static String unescape(String text) {
    return text.replace("\\r", "\r")
        .replace("\\n", "\n")
        .replace("\\t", "\t")
        .replace("\\0", "\0")
        .replace("\\d", "\u007f")
        .replace("\\v", "\u000b");
  }
}
