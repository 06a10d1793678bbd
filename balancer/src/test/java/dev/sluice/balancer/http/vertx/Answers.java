package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.http.head.FieldList;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.head.ResponseHead;
import dev.sluice.balancer.http.stream.Downstream;
import dev.sluice.balancer.http.stream.Fault;
import dev.sluice.balancer.http.stream.Incoming;
import dev.sluice.balancer.http.stream.Outgoing;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Serves requests as a test says, and notes what befell them. */
final class Answers {

  private final BlockingQueue<String> notes = new LinkedBlockingQueue<>();

  /** The next note. */
  String note() throws InterruptedException {
    return String.valueOf(notes.poll(10, TimeUnit.SECONDS));
  }

  void note(String what) {
    notes.add(what);
  }

  boolean quiet() {
    return notes.isEmpty();
  }

  /** Notes when the client goes. */
  Downstream.Listener listener() {
    return new Downstream.Listener() {
      @Override
      public void writable() {
        notes.add("writable");
      }

      @Override
      public void gone() {
        notes.add("gone");
      }
    };
  }

  static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
  }

  static ResponseHead head(int status, String... fields) {
    return ResponseHead.of(status, FieldList.of(fields), -1);
  }

  /** Answers with a text, whatever is asked. */
  static void send(Downstream to, String text) {
    Outgoing out = to.answer(head(200), new HeadEdits(), text.length());
    out.data(bytes(text));
    out.end(Fields.NONE);
  }

  /** Answers with what the request asked for. */
  Consumer<Downstream> describing() {
    return request -> {
      request.listen(listener());
      send(
          request,
          request.head().method()
              + " "
              + request.head().scheme()
              + "://"
              + request.head().authority()
              + request.head().target()
              + " "
              + request.head().length());
    };
  }

  /** Collects a body, then goes on. */
  Incoming.Receiver collecting(Consumer<List<String>> then) {
    List<String> parts = new ArrayList<>();
    return new Incoming.Receiver() {
      @Override
      public void data(ByteBuf bytes) {
        parts.add(bytes.toString(StandardCharsets.ISO_8859_1));
        bytes.release();
      }

      @Override
      public void batched() {}

      @Override
      public void end(Fields trailers) {
        List<String> all = new ArrayList<>();
        all.add(String.join("", parts));
        trailers.forEach((name, value) -> all.add(name + ": " + value));
        then.accept(all);
      }

      @Override
      public void broken(Fault fault) {
        notes.add("broken " + fault.kind());
      }
    };
  }
}
