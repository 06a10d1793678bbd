package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.http.stream.Client;
import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.DuplexChannel;

/** Serves connections that speak HTTP/1.x. For one event loop. */
public interface Http1 {

  /**
   * Takes a connection over, below Vert.x, which knows nothing of it. In its pipeline there is at
   * most TLS, past its handshake; reading is on.
   *
   * @param first what has been read so far, at least a byte; to be released
   */
  void take(DuplexChannel channel, Client client, ByteBuf first);
}
