package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.balance.Backend;
import dev.sluice.balancer.http.stream.Fault;
import dev.sluice.balancer.http.stream.UpstreamUse;
import io.vertx.core.http.impl.HttpClientConnectionInternal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The connections of one event loop to one backend. For that event loop. */
final class H2Backend {

  private final H2Upstreams upstreams;
  private final Backend backend;
  private final List<H2Connection> connections = new ArrayList<>();

  // No more than there are leases of the backend.
  private final Deque<H2Stream> waiting = new ArrayDeque<>();
  private boolean connecting;

  H2Backend(H2Upstreams upstreams, Backend backend) {
    this.upstreams = upstreams;
    this.backend = backend;
  }

  /** Finds a connection with room for a stream, or makes one. */
  void open(H2Stream stream, UpstreamUse use) {
    if (!use.fresh()) {
      for (H2Connection connection : connections) {
        if (connection.hasRoom()) {
          connection.open(stream);
          return;
        }
      }
    }
    waiting.add(stream);
    stream.onCancel(() -> waiting.remove(stream));
    connect(use);
  }

  private void connect(UpstreamUse use) {
    if (connecting) {
      return;
    }
    connecting = true;
    upstreams
        .connect(backend, use)
        .onComplete(
            done -> {
              connecting = false;
              if (done.succeeded()) {
                connected(done.result(), use);
              } else {
                failed(Fault.of(Fault.Kind.CONNECT, String.valueOf(done.cause().getMessage())));
              }
            });
  }

  private void connected(HttpClientConnectionInternal connection, UpstreamUse use) {
    H2Connection added = new H2Connection(this, connection, upstreams.wheel(), upstreams.idle());
    connections.add(added);
    added.begin(use.connections().maxAge());
    while (added.hasRoom() && !waiting.isEmpty()) {
      added.open(waiting.poll());
    }
    if (!waiting.isEmpty()) {
      connect(use);
    }
    added.idleIfUnused(use.connections().maxIdle());
  }

  private void failed(Fault fault) {
    List<H2Stream> all = List.copyOf(waiting);
    waiting.clear();
    all.forEach(stream -> stream.fail(fault));
    forgetIfEmpty();
  }

  /** How many connections have nothing to do. */
  int idle() {
    int idle = 0;
    for (H2Connection connection : connections) {
      idle += connection.isIdle() ? 1 : 0;
    }
    return idle;
  }

  void remove(H2Connection connection) {
    connections.remove(connection);
    forgetIfEmpty();
  }

  private void forgetIfEmpty() {
    if (connections.isEmpty() && waiting.isEmpty() && !connecting) {
      upstreams.forget(backend);
    }
  }
}
