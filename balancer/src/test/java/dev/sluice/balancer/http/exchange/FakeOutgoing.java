package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.stream.Outgoing;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Keeps what is written to it; nothing counts as sent before it is flushed. */
final class FakeOutgoing implements Outgoing {

  private final StringBuilder written = new StringBuilder();
  private Fields trailers = Fields.NONE;
  private boolean unflushed = true;
  private boolean writable = true;
  private boolean over;
  private int flushes;
  private int ends;

  @Override
  public void data(ByteBuf bytes) {
    if (!over) {
      written.append(bytes.toString(StandardCharsets.ISO_8859_1));
      unflushed = true;
    }
    bytes.release();
  }

  @Override
  public void flush() {
    if (!over) {
      flushes++;
      unflushed = false;
    }
  }

  @Override
  public void end(Fields last) {
    if (over) {
      return;
    }
    ends++;
    if (ends > 1) {
      throw new AssertionError("ended twice");
    }
    trailers = last;
    unflushed = false;
  }

  @Override
  public boolean isWritable() {
    return over || writable;
  }

  void writable(boolean is) {
    writable = is;
  }

  void drop() {
    over = true;
  }

  String written() {
    return written.toString();
  }

  Fields trailers() {
    return trailers;
  }

  boolean ended() {
    return ends == 1;
  }

  /** Whether all that was written has left, the head included. */
  boolean flushed() {
    return !unflushed;
  }

  int flushes() {
    return flushes;
  }
}
