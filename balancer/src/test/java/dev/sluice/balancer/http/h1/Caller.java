package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.balance.Backend;
import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.Algorithm;
import dev.sluice.balancer.config.BackendConfig;
import dev.sluice.balancer.config.ConnectionsConfig;
import dev.sluice.balancer.config.ConnectionsConfig.ProxyProtocol;
import dev.sluice.balancer.config.ListenConfig.SocketConfig;
import dev.sluice.balancer.config.PoolConfig;
import dev.sluice.balancer.net.Dialer;
import dev.sluice.balancer.net.Loop;
import dev.sluice.balancer.net.Rig;
import dev.sluice.balancer.net.Wheel;
import dev.sluice.balancer.net.tls.ClientTls;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.transport.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/** The client side of HTTP/1.1 on one event loop, without anything around it. */
final class Caller implements AutoCloseable {

  static final int MAX_HEAD = 8 * 1024;

  // The first handshake of a virtual machine takes its time.
  private static final Duration CONNECT = Duration.ofSeconds(10);

  private static final Duration IDLE = Duration.ofSeconds(60);

  private final Vertx vertx;
  private final Loop loop;
  private final Wheel wheel;
  private final H1Upstreams upstreams;
  private final AtomicLong now;
  private final Map<Address, Pool> pools = new ConcurrentHashMap<>();
  private volatile ConnectionsConfig connections = ConnectionsConfig.DEFAULT;

  private Caller(Vertx vertx, Optional<ClientTls> tls, AtomicLong now) {
    this.vertx = vertx;
    this.loop = Loop.current((VertxInternal) vertx);
    this.wheel = new Wheel(now::get);
    this.now = now;
    Dialer dialer = new Dialer((VertxInternal) vertx, CONNECT, SocketConfig.DEFAULT);
    this.upstreams = new H1Upstreams(loop, wheel, dialer, pool -> tls, IDLE, MAX_HEAD);
    run(() -> wheel.start(loop.netty()));
  }

  static Caller on(Transport transport) {
    return on(transport, Optional.empty());
  }

  static Caller on(Transport transport, Optional<ClientTls> tls) {
    return new Caller(
        Vertx.builder().withTransport(transport).build(), tls, new AtomicLong(Long.MAX_VALUE - 5));
  }

  static Caller plain() {
    return on(Transport.NIO);
  }

  /** Also changes it for all that comes. */
  Caller connections(int maxIdle, Duration maxAge, ProxyProtocol proxyProtocol) {
    connections =
        new ConnectionsConfig(
            maxIdle, maxAge, ConnectionsConfig.Protocol.HTTP1, proxyProtocol, Optional.empty());
    return this;
  }

  ConnectionsConfig connections() {
    return connections;
  }

  Executor executor() {
    return loop;
  }

  H1Upstreams upstreams() {
    return upstreams;
  }

  /** The pool of one backend. */
  Pool pool(Address address) {
    return pools.computeIfAbsent(
        address,
        wanted ->
            new Pool(
                new PoolConfig(
                    "pool", Algorithm.ROUND_ROBIN, List.of(new BackendConfig(wanted, 1))),
                new Random(1)));
  }

  Backend backend(Address address) {
    return pool(address).backends().get(0);
  }

  /** A request that is still to be made. */
  Asked ask(Address backend, String method, String target) {
    return new Asked(this, backend(backend), method, target);
  }

  /** Makes a request without a body. */
  Asked get(Address backend, String target) {
    return ask(backend, "GET", target).open();
  }

  /** Does something on the event loop, and waits until it is done. */
  void run(Runnable task) {
    Promise<Void> done = Promise.promise();
    loop.execute(
        () -> {
          try {
            task.run();
            done.complete();
          } catch (Throwable failed) {
            done.fail(failed);
          }
        });
    Rig.await(done.future());
  }

  /** Lets time pass on the wheel. */
  void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  /** Begins to close the connections. */
  Future<Void> stop() {
    Promise<Void> stopped = Promise.promise();
    loop.execute(() -> upstreams.close().onComplete(stopped));
    return stopped.future();
  }

  /** No connection may be left that nobody knows of. */
  @Override
  public void close() {
    Rig.await(stop());
    run(wheel::stop);
    Rig.await(vertx.close());
  }
}
