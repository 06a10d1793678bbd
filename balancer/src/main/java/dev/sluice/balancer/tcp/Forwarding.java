package dev.sluice.balancer.tcp;

import dev.sluice.balancer.balance.Attempts;
import dev.sluice.balancer.balance.HashKeys;
import dev.sluice.balancer.balance.Lease;
import dev.sluice.balancer.balance.Outcome;
import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.balance.Refusal;
import dev.sluice.balancer.balance.Search;
import dev.sluice.balancer.balance.Waiter;
import dev.sluice.balancer.event.AccessEvent;
import dev.sluice.balancer.net.Connection;
import dev.sluice.balancer.net.Peers;
import dev.sluice.balancer.net.Relay;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds a backend that takes a client's connection, then relays. Nothing of the client's traffic is
 * passed on before, so any number of backends may be tried. For one event loop.
 */
final class Forwarding implements Waiter {

  private static final Logger LOG = LoggerFactory.getLogger(Forwarding.class);

  private final SessionContext context;
  private final Connection client;
  private final Target target;
  private final Consumer<Result> onEnd;
  private final Attempts attempts;
  private final Search search;
  private Optional<Relay> relay = Optional.empty();
  private String backend = "";
  private boolean relays;
  private boolean over;

  /** How it ended, in the word of the log, and the bytes from and to the client. */
  record Result(String word, long received, long sent) {}

  /**
   * @param onEnd called once unless it is cancelled before
   */
  Forwarding(SessionContext context, Connection client, Target target, Consumer<Result> onEnd) {
    this.context = context;
    this.client = client;
    this.target = target;
    this.onEnd = onEnd;
    // Only asked for by the algorithms that hash.
    this.attempts = new Attempts(() -> HashKeys.hash(host(client.source())));
    this.search = new Search(target.pool(), attempts, this);
  }

  private static String host(SocketAddress address) {
    return address instanceof InetSocketAddress inet
        ? inet.getAddress().getHostAddress()
        : Peers.text(address);
  }

  void start() {
    if (search.next()) {
      client.watch();
    }
  }

  /** Whether a backend was found. */
  boolean relays() {
    return relays;
  }

  /** Where it goes, as far as that is known. */
  AccessEvent.Target target() {
    return new AccessEvent.Target(target.pool().name(), backend);
  }

  /** The session has ended otherwise, or by this. */
  void cancel() {
    over = true;
    search.cancel();
  }

  /** Ends what is being relayed. */
  void stop() {
    relay.ifPresent(Relay::stop);
  }

  @Override
  public Executor executor() {
    return context.loop();
  }

  @Override
  public void refused(Refusal refusal) {
    Pool pool = target.pool();
    LOG.debug("{}: {} for {}: {}", context.server(), pool.name(), client.source(), refusal);
    backend = "";
    Refusal told = refusal == Refusal.ALL_BACKENDS_TRIED ? Refusal.ALL_BACKENDS_DOWN : refusal;
    // Before closing, which would be taken for the client's doing.
    onEnd.accept(new Result(told.word(), 0, 0));
    client.close();
  }

  @Override
  public void granted(Lease lease) {
    if (over) {
      lease.complete(Outcome.CANCELLED);
      return;
    }
    backend = lease.backend().toString();
    context
        .dialer()
        .dial(lease.backend().address(), target.link(), client)
        .addListener((Future<Connection> dialled) -> connected(lease, dialled));
  }

  private void connected(Lease lease, Future<Connection> dialled) {
    if (!dialled.isSuccess()) {
      context.failures().report(target.pool().name(), lease.backend(), dialled.cause());
      lease.complete(Outcome.CONNECT_FAILURE);
      attempts.exclude(lease.backend());
      if (!over) {
        start();
      }
    } else if (over) {
      dialled.getNow().close();
      lease.complete(Outcome.CANCELLED);
    } else {
      lease.responded();
      relays = true;
      relay =
          Optional.of(
              context.relays().start(client, dialled.getNow(), result -> relayed(lease, result)));
    }
  }

  private void relayed(Lease lease, Relay.Result result) {
    lease.complete(
        switch (result.end()) {
          case CLOSED, IDLE -> Outcome.SUCCESS;
          case BACKEND_RESET -> Outcome.RESET;
          case CLIENT_RESET, STOPPED -> Outcome.CANCELLED;
        });
    onEnd.accept(
        new Result(
            result.end().name().toLowerCase(Locale.ROOT).replace('_', '-'),
            result.received(),
            result.sent()));
  }
}
