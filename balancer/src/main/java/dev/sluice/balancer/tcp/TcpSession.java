package dev.sluice.balancer.tcp;

import dev.sluice.balancer.balance.Attempts;
import dev.sluice.balancer.balance.Backend;
import dev.sluice.balancer.balance.Lease;
import dev.sluice.balancer.balance.Outcome;
import dev.sluice.balancer.event.AccessEvent;
import dev.sluice.balancer.net.Peers;
import dev.sluice.balancer.net.Relay;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.SocketChannel;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client connection: finds a backend that takes it, then relays. Nothing of the client is read
 * before, so any number of backends may be tried. For one event loop.
 */
final class TcpSession {

  private static final Logger LOG = LoggerFactory.getLogger(TcpSession.class);

  private final SessionContext context;
  private final SocketChannel client;
  private final Consumer<TcpSession> onEnd;
  private final String peer;
  private final Instant start = Instant.now();
  private final long startNanos = System.nanoTime();
  private final Attempts attempts = new Attempts();
  private Optional<Relay> relay = Optional.empty();
  private boolean stopped;

  TcpSession(SessionContext context, SocketChannel client, Consumer<TcpSession> onEnd) {
    this.context = context;
    this.client = client;
    this.onEnd = onEnd;
    this.peer = Peers.text(client.remoteAddress());
  }

  void start() {
    Optional<Lease> picked = context.pool().pick(attempts);
    if (picked.isEmpty()) {
      LOG.debug(
          "{}: no backend of pool {} took the connection of {}",
          context.server(),
          context.pool().name(),
          peer);
      client.close();
      end("", "all-backends-down", 0, 0);
      return;
    }
    Lease lease = picked.get();
    context
        .dialer()
        .connect(client.eventLoop(), lease.backend().address())
        .addListener(dialled -> connected(lease, (ChannelFuture) dialled));
  }

  /** Ends it now. */
  void stop() {
    stopped = true;
    relay.ifPresentOrElse(Relay::stop, client::close);
  }

  private void connected(Lease lease, ChannelFuture dialled) {
    Backend backend = lease.backend();
    if (!dialled.isSuccess()) {
      reportFailure(backend, dialled.cause());
      lease.complete(Outcome.CONNECT_FAILURE);
      attempts.exclude(backend);
      retry(backend);
      return;
    }
    if (stopped) {
      dialled.channel().close();
      lease.complete(Outcome.CANCELLED);
      end(backend.toString(), "stopped", 0, 0);
      return;
    }
    relay =
        Optional.of(
            Relay.start(
                client,
                (SocketChannel) dialled.channel(),
                context.idle(),
                result -> relayed(lease, result)));
  }

  private void reportFailure(Backend backend, Throwable cause) {
    long times = context.failures().admit();
    if (times > 0) {
      LOG.info(
          "{}: backend {} of pool {} took no connection ({} such since the last line): {}",
          context.server(),
          backend,
          context.pool().name(),
          times,
          cause.getMessage());
    }
  }

  private void retry(Backend failed) {
    if (stopped || !client.isActive()) {
      client.close();
      end(failed.toString(), stopped ? "stopped" : "client-reset", 0, 0);
    } else {
      start();
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
        lease.backend().toString(),
        result.end().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        result.received(),
        result.sent());
  }

  private void end(String backend, String result, long received, long sent) {
    onEnd.accept(this);
    context
        .log()
        .accept(
            new AccessEvent.Connection(
                new AccessEvent.Timing(start, System.nanoTime() - startNanos),
                context.server(),
                peer,
                new AccessEvent.Target(context.pool().name(), backend),
                result,
                new AccessEvent.Traffic(received, sent)));
  }
}
