package dev.sluice.balancer.http.vertx;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** The body of a request on its way to a backend. For one event loop. */
final class RequestBody {

  private final HttpServerRequest request;
  private final long limit;
  private final boolean present;
  private final long announced;
  private Optional<Pump> pump = Optional.empty();
  private Optional<HttpClientRequest> outgoing = Optional.empty();
  private boolean sent;

  /**
   * @param limit in bytes; 0 for none
   */
  RequestBody(HttpServerRequest request, long limit) {
    this.request = request;
    this.limit = limit;
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    this.announced = length == null ? -1 : Long.parseLong(length);
    this.present = announced > 0 || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    this.sent = !present;
  }

  boolean present() {
    return present;
  }

  boolean announcedTooLarge() {
    return limit > 0 && announced > limit;
  }

  /** Whether all of it has been handed on; true when there is none. */
  boolean sent() {
    return sent;
  }

  /** Whether it is all still there for another try. */
  boolean untouched() {
    return moved() == 0 && (sent == !present);
  }

  long moved() {
    return pump.map(Pump::moved).orElse(0L);
  }

  /** Whether the backend would take more than the client has sent. */
  boolean waitsForClient() {
    return !sent && outgoing.isPresent() && !outgoing.get().writeQueueFull();
  }

  /** Sends the head at once, and the body as it comes. */
  void send(
      HttpClientRequest to, Runnable onMoved, Runnable onTooLarge, Handler<Throwable> onFailure) {
    if (announced < 0) {
      to.setChunked(true);
    }
    outgoing = Optional.of(to);
    to.sendHead();
    Pump moving =
        new Pump(
            request,
            to,
            bytes -> {
              onMoved.run();
              if (limit > 0 && moved() > limit) {
                stop();
                onTooLarge.run();
              }
            },
            () -> {
              sent = true;
              to.end();
            });
    pump = Optional.of(moving);
    moving.start(onFailure);
  }

  /** Nothing more of it is handed on. */
  void stop() {
    pump.ifPresent(Pump::stop);
  }

  /** Readies an untouched body for another try. */
  void rewind() {
    stop();
    if (present) {
      request.pause();
    }
    pump = Optional.empty();
    outgoing = Optional.empty();
  }
}
