package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.stream.Fault;
import dev.sluice.balancer.http.stream.Incoming;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;

/** A body that comes when the test says so. */
final class FakeIncoming implements Incoming {

  private Receiver receiver;
  private boolean paused;

  @Override
  public void start(Receiver to) {
    if (receiver != null) {
      throw new AssertionError("started twice");
    }
    receiver = to;
  }

  @Override
  public void pause() {
    paused = true;
  }

  @Override
  public void resume() {
    paused = false;
  }

  boolean started() {
    return receiver != null;
  }

  boolean reading() {
    return receiver != null && !paused;
  }

  /** Some of it, in a buffer of its own. */
  FakeIncoming data(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    receiver.data(PooledByteBufAllocator.DEFAULT.directBuffer(bytes.length).writeBytes(bytes));
    return this;
  }

  /** Some of it, and no more for now. */
  FakeIncoming read(String text) {
    data(text);
    receiver.batched();
    return this;
  }

  void end() {
    end(Fields.NONE);
  }

  void end(Fields trailers) {
    receiver.end(trailers);
  }

  void broken(Fault.Kind kind) {
    receiver.broken(Fault.of(kind, "broken by the test"));
  }
}
