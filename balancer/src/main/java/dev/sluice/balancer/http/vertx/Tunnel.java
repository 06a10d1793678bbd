package dev.sluice.balancer.http.vertx;

import io.vertx.core.net.NetSocket;
import java.util.function.LongConsumer;

/**
 * After an upgrade: bytes both ways with back-pressure until either side closes. For one event
 * loop.
 */
final class Tunnel {

  private final NetSocket client;
  private final NetSocket backend;
  private final Runnable onEnd;
  private final Pump up;
  private final Pump down;
  private boolean ended;

  /**
   * @param onMoved told of the bytes of each buffer, either way
   */
  Tunnel(NetSocket client, NetSocket backend, LongConsumer onMoved, Runnable onEnd) {
    this.client = client;
    this.backend = backend;
    this.onEnd = onEnd;
    this.up = new Pump(client, backend, onMoved, () -> {});
    this.down = new Pump(backend, client, onMoved, () -> {});
  }

  void start() {
    client.closeHandler(closed -> stop());
    backend.closeHandler(closed -> stop());
    up.start(failed -> stop());
    down.start(failed -> stop());
  }

  /** Bytes from the client. */
  long received() {
    return up.moved();
  }

  /** Bytes to the client. */
  long sent() {
    return down.moved();
  }

  /** Closes both sides, behind what was already written to them. */
  void stop() {
    if (!ended) {
      ended = true;
      client.close();
      backend.close();
      onEnd.run();
    }
  }
}
