package dev.sluice.balancer.http.stream;

import dev.sluice.balancer.balance.Backend;
import io.vertx.core.Future;

/** The connections of one event loop to all backends. For that event loop. */
public interface Upstreams {

  /**
   * Finds or makes a connection, or a stream on one.
   *
   * @param listener told of all that follows, perhaps before this returns
   */
  Upstream open(UpstreamUse use, Backend backend, Upstream.Listener listener);

  /** Closes what is idle, and what is in use once that ends. */
  Future<Void> close();
}
