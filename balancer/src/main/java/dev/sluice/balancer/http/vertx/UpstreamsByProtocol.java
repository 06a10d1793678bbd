package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.balance.Backend;
import dev.sluice.balancer.http.stream.Upstream;
import dev.sluice.balancer.http.stream.UpstreamUse;
import dev.sluice.balancer.http.stream.Upstreams;
import io.vertx.core.Future;

/** Sends each request in the way that its pool's backends speak. For one event loop. */
record UpstreamsByProtocol(Upstreams http1, Upstreams http2) implements Upstreams {

  @Override
  public Upstream open(UpstreamUse use, Backend backend, Upstream.Listener listener) {
    return switch (use.connections().protocol()) {
      case HTTP1 -> http1.open(use, backend, listener);
      case H2, H2C -> http2.open(use, backend, listener);
    };
  }

  @Override
  public Future<Void> close() {
    return Future.join(http1.close(), http2.close()).mapEmpty();
  }
}
