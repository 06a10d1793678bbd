package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.balance.Backend;
import io.vertx.core.http.HttpClientConnection;

/** One connection to a backend. For one event loop. */
final class Upstream {

  private final Backend backend;
  private final HttpClientConnection connection;
  private boolean used;
  private boolean open = true;
  private long idleSince;

  Upstream(Backend backend, HttpClientConnection connection) {
    this.backend = backend;
    this.connection = connection;
  }

  Backend backend() {
    return backend;
  }

  HttpClientConnection connection() {
    return connection;
  }

  /**
   * Whether it has carried an exchange before. Such a connection may have been closed by the
   * backend while the next request was on its way; that says nothing about the backend.
   */
  boolean used() {
    return used;
  }

  boolean open() {
    return open;
  }

  void closed() {
    open = false;
  }

  void idle(long now) {
    used = true;
    idleSince = now;
  }

  boolean idleFor(long nanos, long now) {
    return now - idleSince >= nanos;
  }
}
