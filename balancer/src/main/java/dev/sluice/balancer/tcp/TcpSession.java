package dev.sluice.balancer.tcp;

import dev.sluice.balancer.event.AccessEvent;
import dev.sluice.balancer.net.Connection;
import dev.sluice.balancer.net.Peers;
import dev.sluice.balancer.net.ProxyHeaders;
import dev.sluice.vertx.proxyprotocol.ProxyVerdict;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One client connection, from its acceptance to its end: receives what comes before its traffic,
 * has the rule for it chosen, and tells the log. For one event loop.
 */
final class TcpSession {

  private final SessionContext context;
  private final Connection client;
  private final Consumer<TcpSession> onEnd;
  private final Reception reception;
  private final Instant start = Instant.now();
  private final long startNanos = System.nanoTime();
  private Optional<Forwarding> forwarding = Optional.empty();
  private boolean stopped;
  private boolean ended;

  TcpSession(SessionContext context, Connection client, Consumer<TcpSession> onEnd) {
    this.context = context;
    this.client = client;
    this.onEnd = onEnd;
    this.reception = new Reception(client, context.entry().preamble(), this::arrived, this::refuse);
  }

  void start() {
    if (!ended) {
      reception.begin();
    }
  }

  private void arrived(Arrival arrival) {
    Optional<Routes.Route> route =
        context.entry().routes().find(arrival.serverName(), arrival.alpn());
    if (route.isEmpty()) {
      refuse("no-route");
      return;
    }
    Target target = route.get().targets().choose();
    Forwarding began = new Forwarding(context, client, target, this::ended);
    forwarding = Optional.of(began);
    began.start();
  }

  /** Closes it at once, instead of everything else. */
  void refuse(String word) {
    end(new Forwarding.Result(word, 0, 0));
    client.close();
  }

  private void ended(Forwarding.Result result) {
    end(result);
  }

  /** The client's connection is gone; while it is relayed, that is the relay's to tell. */
  void left() {
    if (forwarding.isEmpty() || !forwarding.get().relays()) {
      end(new Forwarding.Result(stopped ? "stopped" : "client-reset", 0, 0));
    }
  }

  /** Ends it now. */
  void stop() {
    stopped = true;
    forwarding.ifPresent(Forwarding::stop);
    client.close();
  }

  // Who is not trusted may be found out at any time, and is then closed by what watches for it.
  private String word(Forwarding.Result result) {
    return client
        .channel()
        .flatMap(ProxyVerdict::of)
        .filter(verdict -> !verdict.accepted())
        .map(ProxyHeaders::word)
        .orElse(result.word());
  }

  private void end(Forwarding.Result result) {
    if (ended) {
      return;
    }
    ended = true;
    reception.cancel();
    forwarding.ifPresent(Forwarding::cancel);
    context
        .listener()
        .log()
        .accept(
            new AccessEvent.Connection(
                new AccessEvent.Timing(start, System.nanoTime() - startNanos),
                context.server(),
                Peers.text(client.source()),
                forwarding.map(Forwarding::target).orElse(AccessEvent.Target.NONE),
                word(result),
                new AccessEvent.Traffic(result.received(), result.sent())));
    // Last, as a stop is over then.
    onEnd.accept(this);
  }
}
