package dev.sluice.balancer.net;

import io.netty.channel.IoEventLoop;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes the relays of one event loop, each in the cheapest way that its two connections allow.
 * Every call happens on that event loop.
 */
public final class Relays {

  private final Duration idle;
  private final RelayResources resources;

  /**
   * @param idle ends a relay when nothing moved in either direction for so long; zero for never
   * @param splice whether large transfers may be moved by the kernel alone
   */
  public Relays(Duration idle, boolean splice) {
    this.idle = idle;
    this.resources = new RelayResources(splice);
  }

  /**
   * Pairs two connections and starts to pass bytes. A bare socket must not be paired with a channel
   * of which more than its socket counts.
   *
   * @param onEnd called once, when both are closed or about to be, perhaps before this returns;
   *     never after {@link Relay#stop} has returned
   */
  public Relay start(Connection client, Connection backend, Consumer<Relay.Result> onEnd) {
    Optional<SocketOwner> left = socket(client);
    Optional<SocketOwner> right = socket(backend);
    return left.isPresent() && right.isPresent()
        ? EpollRelay.start(
            (IoEventLoop) client.eventLoop(),
            left.get(),
            right.get(),
            new EpollRelay.Settings(resources, idle),
            onEnd)
        : ChannelRelay.start(
            client.channel().orElseThrow(), backend.channel().orElseThrow(), idle, onEnd);
  }

  /** Whether a connection can be paired with a bare socket. */
  static boolean takesSocket(Connection connection) {
    return connection instanceof ChannelConnection through ? through.isPlainEpoll() : true;
  }

  private static Optional<SocketOwner> socket(Connection connection) {
    if (connection instanceof SocketConnection bare) {
      return Optional.of(bare);
    }
    return connection instanceof ChannelConnection through && through.isPlainEpoll()
        ? Optional.of(new Takeover(through.netty()))
        : Optional.empty();
  }
}
