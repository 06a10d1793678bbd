package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.stream.Fault;
import dev.sluice.balancer.http.stream.Incoming;
import io.netty.handler.codec.http2.Http2Exception;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.Optional;
import java.util.function.Supplier;

/** The body of a request that came through Vert.x. For its event loop. */
final class VertxIncoming implements Incoming {

  private final HttpServerRequest request;
  private final Supplier<Fields> trailers;
  private Optional<Receiver> receiver = Optional.empty();
  private boolean ended;

  /**
   * Of a request of which nothing has been read.
   *
   * @param trailers asked for once the body has ended
   */
  VertxIncoming(HttpServerRequest request, Supplier<Fields> trailers) {
    this.request = request;
    this.trailers = trailers;
    if (!request.isEnded()) {
      request.pause();
      request.handler(this::data);
      request.endHandler(done -> end());
      request.exceptionHandler(this::broken);
    }
  }

  /** Whether all of it was received; what has arrived but was not asked for doesn't count. */
  boolean ended() {
    return ended;
  }

  @Override
  public void start(Receiver taker) {
    receiver = Optional.of(taker);
    if (request.isEnded()) {
      end();
    } else {
      request.resume();
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

  private void end() {
    if (!ended) {
      ended = true;
      Fields kept = trailers.get();
      receiver.ifPresent(taker -> taker.end(kept));
    }
  }

  private void broken(Throwable cause) {
    if (!ended) {
      ended = true;
      Fault.Kind kind = cause instanceof Http2Exception ? Fault.Kind.MALFORMED : Fault.Kind.RESET;
      receiver.ifPresent(taker -> taker.broken(Fault.of(kind, String.valueOf(cause.getMessage()))));
    }
  }

  /** Nothing is delivered any more. */
  void giveUp() {
    receiver = Optional.empty();
  }

  @Override
  public void pause() {
    if (!request.isEnded()) {
      request.pause();
    }
  }

  @Override
  public void resume() {
    if (!request.isEnded()) {
      request.resume();
    }
  }
}
