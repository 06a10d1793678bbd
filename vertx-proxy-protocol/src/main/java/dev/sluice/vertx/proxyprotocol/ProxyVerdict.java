package dev.sluice.vertx.proxyprotocol;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * What the beginning of a connection came to. It is on the channel from then on, and announced to
 * the pipeline behind as a user event, before the bytes that follow (Vert.x hands user events to
 * the {@code eventHandler} of a {@code NetSocketInternal}). {@link Result#DIRECT} alone is there
 * from the start, without an event; a {@link Result#FORGED} may replace it.
 *
 * @param source the announced client, if one was announced
 * @param destination where the announced client connected to
 */
public record ProxyVerdict(
    Result result, Optional<InetSocketAddress> source, Optional<InetSocketAddress> destination) {

  private static final AttributeKey<ProxyVerdict> KEY =
      AttributeKey.valueOf(ProxyVerdict.class, "verdict");

  /** What it may come to. */
  public enum Result {
    /** A header announced the client. */
    ANNOUNCED(true),
    /**
     * A header announced nobody with an IP address: LOCAL, UNKNOWN, a Unix domain socket. The
     * socket's own addresses count.
     */
    LOCAL(true),
    /** The peer is not trusted, hence an ordinary client. */
    DIRECT(true),
    /** A trusted peer began with something else. */
    MISSING(false),
    /** A trusted peer's header is wrong. */
    MALFORMED(false),
    /** A peer that is not trusted sent a header. */
    FORGED(false),
    /** The header did not come in time. */
    TIMED_OUT(false);

    private final boolean accepted;

    Result(boolean accepted) {
      this.accepted = accepted;
    }
  }

  static ProxyVerdict without(Result result) {
    return new ProxyVerdict(result, Optional.empty(), Optional.empty());
  }

  /** Whether the connection may go on. */
  public boolean accepted() {
    return result.accepted;
  }

  /** The verdict on a connection; empty when none was asked for, or it is still to come. */
  public static Optional<ProxyVerdict> of(Channel channel) {
    return Optional.ofNullable(channel.attr(KEY).get());
  }

  /** Who the client is: as announced, else the socket's peer. */
  public static SocketAddress source(Channel channel) {
    return of(channel)
        .flatMap(ProxyVerdict::source)
        .map(SocketAddress.class::cast)
        .orElseGet(channel::remoteAddress);
  }

  /** Where the client connected to: as announced, else the socket's own address. */
  public static SocketAddress destination(Channel channel) {
    return of(channel)
        .flatMap(ProxyVerdict::destination)
        .map(SocketAddress.class::cast)
        .orElseGet(channel::localAddress);
  }

  void attachTo(Channel channel) {
    channel.attr(KEY).set(this);
    // What Vert.x's own support sets: remoteAddress() and localAddress() of its connections.
    source.ifPresent(
        client -> channel.attr(ConnectionBase.REMOTE_ADDRESS_OVERRIDE).set(vertx(client)));
    destination.ifPresent(
        target -> channel.attr(ConnectionBase.LOCAL_ADDRESS_OVERRIDE).set(vertx(target)));
  }

  private static io.vertx.core.net.SocketAddress vertx(InetSocketAddress address) {
    return io.vertx.core.net.SocketAddress.inetSocketAddress(address);
  }
}
