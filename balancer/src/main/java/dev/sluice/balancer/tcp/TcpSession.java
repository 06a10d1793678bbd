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
import dev.sluice.balancer.net.Dialer;
import dev.sluice.balancer.net.Peers;
import dev.sluice.balancer.net.Relay;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.SocketChannel;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client connection: finds a backend that takes it, then relays. Nothing of the client is read
 * before, so any number of backends may be tried. For one event loop.
 */
final class TcpSession implements Waiter {

  private static final Logger LOG = LoggerFactory.getLogger(TcpSession.class);

  private final SessionContext context;
  private final SocketChannel client;
  private final Consumer<TcpSession> onEnd;
  private final String peer;
  private final Pool pool;
  private final Attempts attempts;
  private final Search search;
  private final Instant start = Instant.now();
  private final long startNanos = System.nanoTime();
  private Optional<Relay> relay = Optional.empty();
  private String backend = "";
  private boolean stopped;
  private boolean ended;

  TcpSession(SessionContext context, SocketChannel client, Consumer<TcpSession> onEnd) {
    this.context = context;
    this.client = client;
    this.onEnd = onEnd;
    this.peer = Peers.text(client.remoteAddress());
    this.pool = context.routes().find(Optional.empty(), List.of()).orElseThrow().pools().choose();
    // Only asked for by the algorithms that hash.
    this.attempts =
        new Attempts(() -> HashKeys.hash(client.remoteAddress().getAddress().getHostAddress()));
    this.search = new Search(pool, attempts, this);
  }

  /** Finds out when the client leaves. */
  void open() {
    client.closeFuture().addListener(closed -> left());
  }

  void start() {
    if (!ended) {
      next();
    }
  }

  /** Closes it at once, instead of everything else. */
  void refuse(String word) {
    end(word);
    client.close();
  }

  private void next() {
    if (search.next()) {
      Dialer.watch(client);
    }
  }

  @Override
  public Executor executor() {
    return context.loop();
  }

  @Override
  public void refused(Refusal refusal) {
    LOG.debug("{}: {} for {}: {}", context.server(), pool.name(), peer, refusal);
    backend = "";
    // Before closing, which would be taken for the client's doing.
    end(refusal == Refusal.ALL_BACKENDS_TRIED ? Refusal.ALL_BACKENDS_DOWN.word() : refusal.word());
    client.close();
  }

  @Override
  public void granted(Lease lease) {
    if (ended) {
      lease.complete(Outcome.CANCELLED);
      return;
    }
    backend = lease.backend().toString();
    context
        .dialer()
        .connect(client.eventLoop(), lease.backend().address())
        .addListener(dialled -> connected(lease, (ChannelFuture) dialled));
  }

  private void connected(Lease lease, ChannelFuture dialled) {
    if (!dialled.isSuccess()) {
      context.failures().report(pool.name(), lease.backend(), dialled.cause());
      lease.complete(Outcome.CONNECT_FAILURE);
      attempts.exclude(lease.backend());
      if (!ended) {
        next();
      }
    } else if (ended) {
      dialled.channel().close();
      lease.complete(Outcome.CANCELLED);
    } else {
      lease.responded();
      relay =
          Optional.of(
              context
                  .relays()
                  .start(
                      client, (SocketChannel) dialled.channel(), result -> relayed(lease, result)));
    }
  }

  private void relayed(Lease lease, Relay.Result result) {
    lease.complete(
        switch (result.end()) {
          case CLOSED, IDLE -> Outcome.SUCCESS;
          case BACKEND_RESET -> Outcome.RESET;
          case CLIENT_RESET, STOPPED -> Outcome.CANCELLED;
        });
    end(
        result.end().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        result.received(),
        result.sent());
  }

  /** The client's connection is gone; while it is relayed, that is the relay's to tell. */
  private void left() {
    if (relay.isEmpty()) {
      end(stopped ? "stopped" : "client-reset");
    }
  }

  /** Ends it now. */
  void stop() {
    stopped = true;
    relay.ifPresentOrElse(Relay::stop, client::close);
  }

  private void end(String result) {
    end(result, 0, 0);
  }

  private void end(String result, long received, long sent) {
    if (ended) {
      return;
    }
    ended = true;
    search.cancel();
    onEnd.accept(this);
    context
        .listener()
        .log()
        .accept(
            new AccessEvent.Connection(
                new AccessEvent.Timing(start, System.nanoTime() - startNanos),
                context.server(),
                peer,
                new AccessEvent.Target(pool.name(), backend),
                result,
                new AccessEvent.Traffic(received, sent)));
  }
}
