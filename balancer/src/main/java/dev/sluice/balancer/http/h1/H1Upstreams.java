package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.balance.Backend;
import dev.sluice.balancer.balance.BackendState;
import dev.sluice.balancer.config.ConnectionsConfig;
import dev.sluice.balancer.config.ConnectionsConfig.ProxyProtocol;
import dev.sluice.balancer.http.stream.Fault;
import dev.sluice.balancer.http.stream.Upstream;
import dev.sluice.balancer.http.stream.UpstreamUse;
import dev.sluice.balancer.http.stream.Upstreams;
import dev.sluice.balancer.net.Alarm;
import dev.sluice.balancer.net.Dialer;
import dev.sluice.balancer.net.Dialer.Purpose;
import dev.sluice.balancer.net.Link;
import dev.sluice.balancer.net.Loop;
import dev.sluice.balancer.net.Wheel;
import dev.sluice.balancer.net.tls.ClientTls;
import dev.sluice.balancer.net.tls.TlsFailure;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The connections of one event loop to backends that speak HTTP/1.1: each carries one exchange at a
 * time, and is kept for the next one if both messages ended as they should. How many exchanges a
 * backend has at one time is not decided here: who opens one holds a lease of the backend, and
 * leases are limited, and waited for, across all event loops. For its event loop.
 */
public final class H1Upstreams implements Upstreams {

  private static final long LONGEST_SWEEP = TimeUnit.SECONDS.toNanos(1);

  /** Into so many parts the idle time is divided: by one of them at most a connection outlives. */
  private static final int SWEEPS = 8;

  private final Loop loop;
  private final Wheel wheel;
  private final Dialer dialer;
  private final Function<String, Optional<ClientTls>> tls;
  private final long idleNanos;
  private final int maxHead;
  private final Map<Backend, IdleConnections> idle = new HashMap<>();
  private final Alarm sweep = new Alarm(this::sweep);
  private final BackendConnection.Owner owner = new Keeper();
  private final Promise<Void> closed;
  private int connections;
  private boolean closing;

  /**
   * @param wheel of the event loop
   * @param tls of a pool, by its name; empty for plain connections
   * @param idle after which an unused connection is closed; zero for never
   * @param maxHead bytes that the head of an answer may have
   */
  public H1Upstreams(
      Loop loop,
      Wheel wheel,
      Dialer dialer,
      Function<String, Optional<ClientTls>> tls,
      Duration idle,
      int maxHead) {
    this.loop = loop;
    this.wheel = wheel;
    this.dialer = dialer;
    this.tls = tls;
    this.idleNanos = idle.toNanos();
    this.maxHead = maxHead;
    this.closed = loop.promise();
  }

  @Override
  public Upstream open(UpstreamUse use, Backend backend, Upstream.Listener listener) {
    BackendStream stream = new BackendStream(use, listener);
    Optional<BackendConnection> kept = use.fresh() ? Optional.empty() : take(backend, use);
    if (kept.isPresent()) {
      stream.reuse(kept.get());
    } else {
      dial(use, backend, stream);
    }
    return stream;
  }

  private Optional<BackendConnection> take(Backend backend, UpstreamUse use) {
    IdleConnections kept = idle.get(backend);
    if (kept == null) {
      return Optional.empty();
    }
    Optional<BackendConnection> newest = kept.newest();
    while (newest.isPresent()) {
      kept.remove(newest.get());
      if (!isOld(newest.get(), use.connections())) {
        return newest;
      }
      newest.get().close();
      newest = kept.newest();
    }
    return newest;
  }

  private boolean isOld(BackendConnection connection, ConnectionsConfig wanted) {
    long maxAge = wanted.maxAge().toNanos();
    return maxAge > 0 && connection.ageNanos(wheel.now()) >= maxAge;
  }

  private void dial(UpstreamUse use, Backend backend, BackendStream stream) {
    Link link = Link.of(use.connections().proxyProtocol(), tls.apply(use.pool()));
    Purpose purpose = new Purpose(use.client().source(), use.client().destination());
    connections++;
    Future<DuplexChannel> dialled =
        dialer.dialChannel(loop.netty(), backend.address(), link, purpose);
    stream.awaits(dialled);
    dialled.addListener(
        done -> {
          if (done.isSuccess()) {
            ResponseReader reader = new ResponseReader(maxHead);
            stream.begin(
                new BackendConnection(owner, backend, dialled.getNow(), reader, wheel.now()));
          } else {
            owner.gone();
            stream.unconnected(fault(link, done.cause()));
          }
        });
  }

  private static Fault fault(Link link, Throwable cause) {
    TlsFailure failure = TlsFailure.of(cause);
    return link.tls().isPresent() && failure != TlsFailure.CLOSED
        ? new Fault(Fault.Kind.CONNECT, failure.word(), TlsFailure.describe(cause))
        : Fault.of(Fault.Kind.CONNECT, String.valueOf(cause.getMessage()));
  }

  private void sweep() {
    long now = wheel.now();
    for (Iterator<Map.Entry<Backend, IdleConnections>> all = idle.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<Backend, IdleConnections> entry = all.next();
      sweep(entry.getValue(), takesNothing(entry.getKey()), now);
      if (entry.getValue().isEmpty()) {
        all.remove();
      }
    }
    if (!idle.isEmpty()) {
      wheel.set(sweep, sweepNanos());
    }
  }

  private void sweep(IdleConnections kept, boolean all, long now) {
    Optional<BackendConnection> oldest = kept.oldest();
    while (oldest.isPresent()
        && (all || (idleNanos > 0 && oldest.get().idleNanos(now) >= idleNanos))) {
      kept.remove(oldest.get());
      oldest.get().close();
      oldest = kept.oldest();
    }
  }

  private long sweepNanos() {
    return idleNanos == 0 ? LONGEST_SWEEP : Math.min(LONGEST_SWEEP, idleNanos / SWEEPS);
  }

  private static boolean takesNothing(Backend backend) {
    BackendState state = backend.state();
    return state == BackendState.DRAINING || state == BackendState.MAINTENANCE;
  }

  @Override
  public io.vertx.core.Future<Void> close() {
    closing = true;
    wheel.cancel(sweep);
    long now = wheel.now();
    idle.values().forEach(kept -> sweep(kept, true, now));
    idle.clear();
    completeIfEmpty();
    return closed.future();
  }

  private void completeIfEmpty() {
    if (closing && connections == 0) {
      closed.tryComplete();
    }
  }

  /** Keeps connections that carry no exchange. */
  private final class Keeper implements BackendConnection.Owner {

    @Override
    public void idle(BackendConnection connection, UpstreamUse use) {
      ConnectionsConfig wanted = use.connections();
      // One that began with a client's address is that client's.
      boolean bound = wanted.proxyProtocol() != ProxyProtocol.OFF;
      if (closing
          || bound
          || isOld(connection, wanted)
          || takesNothing(connection.backend())
          || wanted.maxIdle() == 0) {
        connection.close();
        return;
      }
      connection.idle(wheel.now());
      IdleConnections kept =
          idle.computeIfAbsent(connection.backend(), first -> new IdleConnections());
      kept.push(connection);
      if (kept.size() > wanted.maxIdle()) {
        BackendConnection oldest = kept.oldest().orElseThrow();
        kept.remove(oldest);
        oldest.close();
      }
      if (!wheel.isSet(sweep)) {
        wheel.set(sweep, sweepNanos());
      }
    }

    @Override
    public void lost(BackendConnection connection) {
      idle.get(connection.backend()).remove(connection);
    }

    @Override
    public void gone() {
      connections--;
      completeIfEmpty();
    }
  }
}
