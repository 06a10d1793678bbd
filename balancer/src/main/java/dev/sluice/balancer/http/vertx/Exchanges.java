package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.net.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpConnection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is under way on one event loop's share of a server. For that event loop.
 *
 * <p>Deadlines are looked at once per tick for all of them, rather than by a timer for each.
 */
final class Exchanges {

  /** Copies of requests that may be under way at one time. */
  private static final int MOST_COPIES = 1024;

  private final Set<Exchange> active = new HashSet<>();
  private final Set<MirrorCopy> copies = new HashSet<>();
  private final Promise<Void> drained;
  private boolean draining;

  Exchanges(Loop loop) {
    this.drained = loop.promise();
  }

  void add(Exchange exchange) {
    active.add(exchange);
  }

  void remove(Exchange exchange) {
    active.remove(exchange);
    completeWhenDrained();
  }

  /** Ends the exchange whose body can't be read on; false when there is none. */
  boolean malformedBody(HttpConnection connection) {
    Optional<Exchange> reading = active.stream().filter(e -> e.reads(connection)).findFirst();
    reading.ifPresent(Exchange::bodyMalformed);
    return reading.isPresent();
  }

  void add(MirrorCopy copy) {
    copies.add(copy);
  }

  void remove(MirrorCopy copy) {
    copies.remove(copy);
  }

  boolean copiesAreFull() {
    return copies.size() >= MOST_COPIES;
  }

  /** Whether answers should tell clients to go elsewhere. */
  boolean draining() {
    return draining;
  }

  /** Completes once nothing is under way any more. */
  Future<Void> drain() {
    draining = true;
    completeWhenDrained();
    return drained.future();
  }

  private void completeWhenDrained() {
    if (draining && active.isEmpty()) {
      drained.tryComplete();
    }
  }

  void sweep(long now) {
    // A copy: an exchange that is out of time removes itself.
    List.copyOf(active).forEach(exchange -> exchange.checkDeadlines(now));
    List.copyOf(copies).forEach(copy -> copy.checkDeadline(now));
  }

  /** Breaks off what is left. */
  int stop() {
    List<Exchange> left = List.copyOf(active);
    left.forEach(Exchange::stop);
    List.copyOf(copies).forEach(MirrorCopy::giveUp);
    return left.size();
  }
}
