package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.balance.Backend;
import dev.sluice.balancer.http.stream.Fault;
import dev.sluice.balancer.http.stream.Upstream;
import dev.sluice.balancer.http.stream.UpstreamUse;
import dev.sluice.balancer.http.stream.Upstreams;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Backends that the test plays, or that refuse at once. */
final class FakeUpstreams implements Upstreams {

  final List<FakeUpstream> opened = new ArrayList<>();
  private final Set<String> refusing = new HashSet<>();
  private boolean readyAtOnce;

  @Override
  public Upstream open(UpstreamUse use, Backend backend, Upstream.Listener listener) {
    FakeUpstream upstream = new FakeUpstream(use, backend, listener);
    opened.add(upstream);
    if (refusing.contains(backend.address().host())) {
      upstream.fails(Fault.Kind.CONNECT);
    } else if (readyAtOnce) {
      upstream.ready();
    }
    return upstream;
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }

  // --- for the test

  void readyAtOnce() {
    readyAtOnce = true;
  }

  void refuses(String host) {
    refusing.add(host);
  }
}
