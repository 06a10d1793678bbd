package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.stream.Outgoing;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/** The body of an answer on its way out, and its head before it. For one event loop. */
final class ServerAnswer implements Outgoing {

  private final ServerExchange exchange;
  private final Output out;
  private final BodyWriter writer;
  private final boolean bodiless;
  private final Consumer<ByteBuf> framed = this::write;
  private ByteBuf head;
  private long written;
  private boolean over;

  /**
   * @param head written, to go out with what comes first
   * @param bodiless whether no byte of a body may follow
   */
  ServerAnswer(
      ServerExchange exchange, Output out, BodyWriter writer, boolean bodiless, ByteBuf head) {
    this.exchange = exchange;
    this.out = out;
    this.writer = writer;
    this.bodiless = bodiless;
    this.head = head;
  }

  @Override
  public void data(ByteBuf bytes) {
    if (over) {
      bytes.release();
      return;
    }
    int size = bodiless ? 0 : bytes.readableBytes();
    try {
      writer.data(bytes, framed);
      written += size;
    } catch (IllegalStateException tooMuch) {
      exchange.misframed(tooMuch);
    }
  }

  @Override
  public void flush() {
    if (!over) {
      writeHead();
      out.flush();
    }
  }

  @Override
  public void end(Fields trailers) {
    if (over) {
      return;
    }
    try {
      writer.end(trailers, framed);
    } catch (IllegalStateException tooLittle) {
      exchange.misframed(tooLittle);
      return;
    }
    writeHead();
    over = true;
    out.flush();
    exchange.ended();
  }

  @Override
  public boolean isWritable() {
    return over || out.isWritable();
  }

  boolean untilClose() {
    return writer.untilClose();
  }

  long written() {
    return written;
  }

  /** Nothing is written any more. */
  void drop() {
    over = true;
    if (head != null) {
      head.release();
      head = null;
    }
  }

  private void write(ByteBuf bytes) {
    if (head == null) {
      out.write(bytes);
    } else if (bytes.readableBytes() <= head.writableBytes()) {
      // A small body in one buffer with its head costs less than two in one call.
      head.writeBytes(bytes);
      bytes.release();
    } else {
      writeHead();
      out.write(bytes);
    }
  }

  private void writeHead() {
    if (head != null) {
      out.write(head);
      head = null;
    }
  }
}
