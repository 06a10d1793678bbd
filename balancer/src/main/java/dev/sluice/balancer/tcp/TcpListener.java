package dev.sluice.balancer.tcp;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.ServerConfig;
import dev.sluice.balancer.net.Acceptor;
import dev.sluice.balancer.net.Admission;
import dev.sluice.balancer.net.ConnectFailures;
import dev.sluice.balancer.net.Connection;
import dev.sluice.balancer.net.Dialer;
import dev.sluice.balancer.net.Listener;
import dev.sluice.balancer.net.ListenerContext;
import dev.sluice.balancer.net.Loop;
import dev.sluice.balancer.net.Relays;
import dev.sluice.balancer.net.tls.ServerTls;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** One event loop's share of a TCP server: accepts, and starts a session for each connection. */
public final class TcpListener implements Listener {

  private final ListenerContext listener;
  private final SessionContext context;
  private final Acceptor acceptor;
  private final Set<TcpSession> sessions = new HashSet<>();
  private final Promise<Void> drained;
  private boolean stopping;

  /**
   * @param acceptor shared by the event loops
   * @param routes where the connections go
   * @param tls ended here; empty to pass on what comes
   * @param splice whether the kernel alone may move large transfers, where it can
   */
  public TcpListener(
      ListenerContext listener,
      Acceptor acceptor,
      Routes routes,
      Optional<ServerTls> tls,
      boolean splice) {
    this.listener = listener;
    this.acceptor = acceptor;
    ServerConfig config = listener.config();
    this.context =
        new SessionContext(
            listener,
            Loop.current(listener.vertx()),
            new SessionContext.Entry(
                Preamble.of(
                    config.listen().trust(),
                    tls,
                    routes.looksAtHello(),
                    config.timeouts().clientHeader()),
                routes),
            new Dialer(listener.vertx(), config.timeouts().connect(), config.listen().socket()),
            new Relays(idle(config.timeouts()), splice),
            new ConnectFailures(config.name(), System::nanoTime));
    // Of the loop, so that what is left is broken off there.
    this.drained = context.loop().promise();
  }

  // Silence concerns both sides of a relay alike, so the shorter patience counts.
  private static Duration idle(ServerConfig.Timeouts timeouts) {
    Duration client = timeouts.clientIdle();
    Duration backend = timeouts.backendIdle();
    if (client.isZero() || backend.isZero()) {
      return client.plus(backend);
    }
    return client.compareTo(backend) < 0 ? client : backend;
  }

  @Override
  public Future<Address> start() {
    SessionContext.Entry entry = context.entry();
    boolean channels = !entry.preamble().isEmpty() || entry.routes().speaksTls();
    return acceptor.join(context.loop().netty(), channels, this::accept);
  }

  private void accept(Connection connection) {
    if (stopping) {
      connection.close();
      return;
    }
    TcpSession session = new TcpSession(context, connection, this::ended);
    Admission admission = listener.admission();
    switch (admission.enter(connection, acceptor, () -> context.loop().execute(session::start))) {
      case ADMITTED -> {
        open(session, connection);
        session.start();
      }
      case WAITS -> open(session, connection);
      case REFUSED -> session.refuse("max-connections");
    }
  }

  private void open(TcpSession session, Connection connection) {
    sessions.add(session);
    connection.onClosed(
        () -> {
          session.left();
          listener.admission().leave(connection);
        });
  }

  private void ended(TcpSession session) {
    sessions.remove(session);
    completeWhenDrained();
  }

  private void completeWhenDrained() {
    if (stopping && sessions.isEmpty()) {
      drained.tryComplete();
    }
  }

  @Override
  public Future<Integer> stop(Duration grace) {
    Future<Void> closed = acceptor.close();
    stopping = true;
    completeWhenDrained();
    return drained
        .future()
        .timeout(Math.max(1, grace.toMillis()), TimeUnit.MILLISECONDS)
        .transform(
            done -> {
              List<TcpSession> left = List.copyOf(sessions);
              left.forEach(TcpSession::stop);
              return closed.map(left.size());
            });
  }
}
