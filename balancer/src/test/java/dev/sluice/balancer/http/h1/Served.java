package dev.sluice.balancer.http.h1;

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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A request that has arrived, and all that befell it. Acted on by its event loop only. */
final class Served implements Downstream.Listener, Incoming.Receiver {

  final Downstream down;
  final String target;

  /** What it was told, in order; payload in between, pieces in a row as one. */
  private final List<String> told = new CopyOnWriteArrayList<>();

  private final StringBuilder body = new StringBuilder();
  private volatile long received;

  Served(Downstream down) {
    this.down = down;
    this.target = down.head().target();
    down.listen(this);
  }

  List<String> told() {
    return told;
  }

  boolean told(String what) {
    return told.contains(what);
  }

  long received() {
    return received;
  }

  static ResponseHead head(int status, long length, String... fields) {
    return ResponseHead.of(status, FieldList.of(fields), length);
  }

  static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
  }

  /** Begins an answer of status 200. */
  Outgoing begin(long length) {
    return down.answer(head(200, length), new HeadEdits(), length);
  }

  /** Answers with a text. */
  void answer(String text) {
    Outgoing out = begin(text.length());
    out.data(bytes(text));
    out.end(Fields.NONE);
  }

  void interim(int status, String... fields) {
    down.interim(head(status, 0, fields), new HeadEdits());
  }

  @Override
  public void writable() {
    told.add("writable");
  }

  @Override
  public void gone() {
    told.add("gone");
  }

  @Override
  public void data(ByteBuf bytes) {
    received += bytes.readableBytes();
    body.append(bytes.toString(StandardCharsets.ISO_8859_1));
    bytes.release();
  }

  @Override
  public void batched() {
    tellBody();
    told.add("batched");
  }

  @Override
  public void end(Fields trailers) {
    tellBody();
    StringBuilder text = new StringBuilder("end");
    trailers.forEach((name, value) -> text.append(' ').append(name).append('=').append(value));
    told.add(text.toString());
  }

  @Override
  public void broken(Fault fault) {
    tellBody();
    told.add("broken " + fault.kind());
  }

  private void tellBody() {
    if (!body.isEmpty()) {
      told.add("\"" + body + "\"");
      body.setLength(0);
    }
  }
}
