package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.head.ResponseHead;
import dev.sluice.balancer.http.stream.Downstream;
import dev.sluice.balancer.net.Alarm;
import dev.sluice.balancer.net.ChannelConnection;
import dev.sluice.balancer.net.Relay;
import java.util.Optional;
import java.util.function.Consumer;

/** After an upgrade: bytes both ways until both sides have ended. For one event loop. */
final class Tunnel {

  private final ServerLoop loop;
  private final ChannelConnection backend;
  private final Consumer<Relay.Result> onEnd;
  private final Alarm untaken = new Alarm(this::clientGone);
  private Optional<Relay> relay = Optional.empty();
  private boolean joined;
  private boolean ended;

  /**
   * @param onEnd called once
   */
  Tunnel(ServerLoop loop, ChannelConnection backend, Consumer<Relay.Result> onEnd) {
    this.loop = loop;
    this.backend = backend;
    this.onEnd = onEnd;
  }

  /** Tells the client, and joins the two connections. */
  void open(Downstream request, ResponseHead head, HeadEdits edits) {
    request.upgrade(head, edits, this::join);
    if (!joined && !ended) {
      // Of a client that is gone by now nobody may tell.
      loop.wheel().set(untaken, loop.config().timeouts().connect().toNanos());
    }
  }

  private void join(ChannelConnection client) {
    if (ended) {
      client.close();
    } else {
      joined = true;
      loop.wheel().cancel(untaken);
      relay = Optional.of(loop.connections().relays().start(client, backend, this::end));
    }
  }

  /** The client is gone; of no matter once the connections are joined. */
  void clientGone() {
    if (!joined) {
      abandon(Relay.End.CLIENT_RESET);
    }
  }

  /** Ends it now. */
  void stop() {
    if (joined) {
      relay.ifPresent(Relay::stop);
    } else {
      abandon(Relay.End.STOPPED);
    }
  }

  private void abandon(Relay.End why) {
    loop.wheel().cancel(untaken);
    backend.close();
    end(new Relay.Result(why, 0, 0));
  }

  private void end(Relay.Result result) {
    if (!ended) {
      ended = true;
      onEnd.accept(result);
    }
  }
}
