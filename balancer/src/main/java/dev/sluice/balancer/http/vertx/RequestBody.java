package dev.sluice.balancer.http.vertx;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The body of a request on its way to a backend, the first of it kept for another try. For one
 * event loop.
 */
final class RequestBody {

  /** What befalls a body. */
  interface Listener {

    /** Some of it came. */
    void bodyMoved(Buffer bytes);

    /** All of it came. */
    void bodyEnded();

    /** It is larger than allowed. */
    void bodyTooLarge();

    /** The client broke off, or its framing is wrong. */
    void bodyBroken(Throwable cause);
  }

  private final HttpServerRequest request;
  private final long limit;
  private final long keepLimit;
  private final Listener listener;
  private final boolean present;
  private final long announced;
  private final List<Buffer> kept = new ArrayList<>(0);
  private Optional<HttpClientRequest> outgoing = Optional.empty();
  private long read;
  private long keptBytes;
  private boolean reading;
  private boolean ended;
  private boolean stopped;

  /**
   * @param limit in bytes; 0 for none
   * @param keepLimit bytes that may be kept; 0 for none
   */
  RequestBody(HttpServerRequest request, long limit, long keepLimit, Listener listener) {
    this.request = request;
    this.limit = limit;
    this.keepLimit = keepLimit;
    this.listener = listener;
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    this.announced = length == null ? -1 : Long.parseLong(length);
    this.present = follows(request);
    this.ended = !present;
  }

  /** Whether a request has a body (RFC 9112 §6.3). */
  static boolean follows(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return (length != null && !length.equals("0"))
        || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
  }

  boolean present() {
    return present;
  }

  boolean announcedTooLarge() {
    return limit > 0 && announced > limit;
  }

  /** Whether all of it has been handed on; true when there is none. */
  boolean sent() {
    return ended;
  }

  /** Whether it can be sent once more from its beginning. */
  boolean replayable() {
    return read == keptBytes;
  }

  /** Bytes that came from the client. */
  long moved() {
    return read;
  }

  /** Whether the backend would take more than the client has sent. */
  boolean waitsForClient() {
    return !ended && outgoing.isPresent() && !outgoing.get().writeQueueFull();
  }

  /** Sends the head at once, then what is kept, then the rest as it comes. */
  void sendTo(HttpClientRequest to) {
    if (announced < 0) {
      to.setChunked(true);
    }
    outgoing = Optional.of(to);
    to.sendHead();
    kept.forEach(to::write);
    if (ended) {
      to.end();
    } else if (reading) {
      resumeWhenWritable(to);
    } else {
      read();
    }
  }

  private void read() {
    reading = true;
    request.exceptionHandler(listener::bodyBroken);
    request.handler(this::move);
    request.endHandler(end -> finish());
    request.resume();
  }

  private void move(Buffer bytes) {
    if (stopped) {
      return;
    }
    read += bytes.length();
    if (limit > 0 && read > limit) {
      stop();
      listener.bodyTooLarge();
      return;
    }
    keep(bytes);
    listener.bodyMoved(bytes);
    if (outgoing.isPresent()) {
      outgoing.get().write(bytes);
      resumeWhenWritable(outgoing.get());
    }
  }

  // Once one buffer is not kept, none behind it is of any use.
  private void keep(Buffer bytes) {
    if (read <= keepLimit) {
      kept.add(bytes);
      keptBytes = read;
    }
  }

  private void resumeWhenWritable(HttpClientRequest to) {
    if (to.writeQueueFull()) {
      request.pause();
      to.drainHandler(
          drained -> {
            if (outgoing.filter(o -> o == to).isPresent()) {
              request.resume();
            }
          });
    } else {
      request.resume();
    }
  }

  private void finish() {
    if (!stopped) {
      ended = true;
      outgoing.ifPresent(HttpClientRequest::end);
      listener.bodyEnded();
    }
  }

  /** The backend that it went to is out; another may follow. */
  void detach() {
    outgoing = Optional.empty();
    if (present && !ended) {
      request.pause();
    }
  }

  /** No other try will come. */
  void settle() {
    kept.clear();
  }

  /** Nothing more of it is handed on. */
  void stop() {
    stopped = true;
    kept.clear();
  }
}
