package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.stream.Fault;
import dev.sluice.balancer.http.stream.Incoming;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.impl.HttpClientStream;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.Optional;

/** The body of an answer over HTTP/2. For one event loop. */
final class H2Incoming implements Incoming {

  private final HttpClientStream stream;
  private final Runnable onEnd;
  private Optional<Receiver> receiver = Optional.empty();
  private Optional<Fault> fault = Optional.empty();
  private boolean announced;

  /**
   * @param stream with reading off
   * @param onEnd told before the receiver that all of it came
   */
  H2Incoming(HttpClientStream stream, Runnable onEnd) {
    this.stream = stream;
    this.onEnd = onEnd;
    stream.chunkHandler(this::data);
    stream.endHandler(this::end);
  }

  /** Its head was handed on. */
  void announced() {
    announced = true;
  }

  boolean isAnnounced() {
    return announced;
  }

  @Override
  public void start(Receiver taker) {
    receiver = Optional.of(taker);
    if (fault.isPresent()) {
      taker.broken(fault.get());
    } else {
      resume();
    }
  }

  private void data(Buffer buffer) {
    receiver.ifPresent(
        taker -> {
          // Not of a pool: Vert.x has copied it, and nobody need release it.
          taker.data(((BufferInternal) buffer).getByteBuf());
          taker.batched();
        });
  }

  private void end(MultiMap trailers) {
    onEnd.run();
    Fields fields = trailers.isEmpty() ? Fields.NONE : new MultiMapFields(trailers);
    receiver.ifPresent(taker -> taker.end(fields));
  }

  void broken(Fault why) {
    fault = Optional.of(why);
    receiver.ifPresent(taker -> taker.broken(why));
  }

  /** Nothing is delivered any more. */
  void giveUp() {
    receiver = Optional.empty();
  }

  @Override
  public void pause() {
    stream.doPause();
  }

  @Override
  public void resume() {
    stream.doFetch(Long.MAX_VALUE);
  }
}
