package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.event.AccessEvent;
import dev.sluice.balancer.net.ListenerContext;
import dev.sluice.balancer.net.Peers;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import java.time.Instant;

/** Collects what is to be told of one request, and tells it once. For one event loop. */
final class RequestRecord {

  private final HttpServerRequest request;
  private final ListenerContext listener;
  private final Instant start = Instant.now();
  private final long startNanos = System.nanoTime();
  private AccessEvent.Target target = AccessEvent.Target.NONE;
  private String rule = "";
  private String requestId = "";
  private String reason = "";
  private boolean told;

  RequestRecord(HttpServerRequest request, ListenerContext listener) {
    this.request = request;
    this.listener = listener;
  }

  void rule(String name) {
    rule = name;
  }

  void requestId(String id) {
    requestId = id;
  }

  void target(String pool, String backend) {
    target = new AccessEvent.Target(pool, backend);
  }

  /** Why the balancer answered itself or broke off; not set when it did neither. */
  void reason(String word) {
    reason = word;
  }

  /** Tells it; only the first call counts. */
  void end(int status, long received, long sent) {
    if (told) {
      return;
    }
    told = true;
    listener
        .log()
        .accept(
            new AccessEvent.Request(
                new AccessEvent.Timing(start, System.nanoTime() - startNanos),
                listener.config().name(),
                client(),
                head(),
                new AccessEvent.Answer(status, rule, target, reason, requestId),
                new AccessEvent.Traffic(received, sent)));
  }

  // One that was gone when the first request came up: not every transport still knows it.
  private String client() {
    SocketAddress address = request.remoteAddress();
    return address == null ? "unknown" : Peers.text(address);
  }

  private AccessEvent.Head head() {
    return new AccessEvent.Head(
        request.method().name(),
        request.uri(),
        request.version() == HttpVersion.HTTP_1_0 ? "HTTP/1.0" : "HTTP/1.1",
        header(HttpHeaders.HOST),
        header(HttpHeaders.REFERER),
        header(HttpHeaders.USER_AGENT));
  }

  private String header(CharSequence name) {
    String value = request.getHeader(name);
    return value == null ? "" : value;
  }
}
