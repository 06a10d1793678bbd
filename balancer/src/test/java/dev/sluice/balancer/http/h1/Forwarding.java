package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.head.BodyLength;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.stream.Fault;
import dev.sluice.balancer.http.stream.Incoming;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads requests and writes them on as a proxy does, and notes what it took them for. */
final class Forwarding {

  private final StringBuilder sent = new StringBuilder();
  private final List<NaiveReader.Message> understood = new ArrayList<>();

  /**
   * Forwards what is whole.
   *
   * @param text is cut into pieces
   * @param piece their length, at least 1
   */
  static Forwarding of(String text, int piece) {
    Forwarding forwarding = new Forwarding();
    try {
      forwarding.run(text, piece);
    } catch (Malformed e) {
      // What came before went on.
    }
    return forwarding;
  }

  /** Messages that went on whole. */
  String sent() {
    return sent.toString();
  }

  /** What the codec took them for. */
  List<NaiveReader.Message> understood() {
    return understood;
  }

  private void run(String text, int piece) throws Malformed {
    RequestReader reader = new RequestReader(Reading.MAX_HEAD, false);
    Copy copy = null;
    for (int at = 0; at < text.length(); at += piece) {
      ByteBuf in = Reading.buffer(text.substring(at, Math.min(text.length(), at + piece)));
      try {
        do {
          if (copy == null) {
            H1Request head = reader.read(in);
            if (head != null) {
              copy = new Copy(head);
            }
          }
          if (copy != null && copy.body.read(in, copy)) {
            sent.append(copy.text);
            understood.add(copy.message());
            copy = null;
          }
        } while (in.isReadable());
      } finally {
        in.release();
      }
    }
  }

  private static final class Copy implements Incoming.Receiver {

    private final StringBuilder text = new StringBuilder();
    private final StringBuilder payload = new StringBuilder();
    private final String method;
    private final String target;
    private final List<String> fields = new ArrayList<>();
    private final boolean chunked;
    private final BodyReader body;
    private final BodyWriter writer;

    Copy(H1Request head) {
      method = head.method();
      target = head.target();
      chunked = head.length() == BodyLength.UNKNOWN;
      body = BodyReader.of(head);
      writer = BodyWriter.request(head.length());
      ByteBuf out = Unpooled.buffer();
      HeadWriter.request(head, new HeadEdits(), head.length(), false, out);
      take(out);
      fields.add("host=" + head.authority());
      head.fields().forEach((n, v) -> fields.add(n.toLowerCase(Locale.ROOT) + "=" + v));
      head.release();
    }

    NaiveReader.Message message() {
      return new NaiveReader.Message(method, target, fields, payload.toString());
    }

    private void take(ByteBuf bytes) {
      text.append(bytes.toString(StandardCharsets.ISO_8859_1));
      bytes.release();
    }

    @Override
    public void data(ByteBuf bytes) {
      payload.append(bytes.toString(StandardCharsets.ISO_8859_1));
      writer.data(bytes, this::take);
    }

    @Override
    public void end(Fields trailers) {
      if (chunked) {
        List<String> names = new ArrayList<>();
        trailers.forEach((n, v) -> names.add(n.toLowerCase(Locale.ROOT) + "=" + v));
        payload.append(names);
      }
      writer.end(trailers, this::take);
    }

    @Override
    public void batched() {}

    @Override
    public void broken(Fault fault) {}
  }
}
