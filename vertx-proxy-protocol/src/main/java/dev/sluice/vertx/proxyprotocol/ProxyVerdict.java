package dev.sluice.backend;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.vertx.core.net.SocketAddress;
import java.util.Optional;

/**
 * What the PROXY protocol header of a connection came to.
 *
 * @param accepted false when there was none or an invalid one
 * @param client the announced client, if any was announced
 * @param target where the announced client had connected to
 */
record ProxyVerdict(
    boolean accepted, Optional<SocketAddress> client, Optional<SocketAddress> target) {

  static final ProxyVerdict REFUSED = new ProxyVerdict(false, Optional.empty(), Optional.empty());

  private static final AttributeKey<ProxyVerdict> KEY =
      AttributeKey.valueOf(ProxyVerdict.class, "verdict");

  void attachTo(Channel channel) {
    channel.attr(KEY).set(this);
  }

  /** The verdict on a connection; empty when no header was looked for. */
  static Optional<ProxyVerdict> of(Channel channel) {
    return Optional.ofNullable(channel.attr(KEY).get());
  }
}
