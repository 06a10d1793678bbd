package dev.sluice.balancer.udp;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One address and the sockets that event loops bind to it: the first one finds the port, the others
 * follow. Where the kernel spreads clients over several sockets and keeps each client with its
 * socket (Linux, SO_REUSEPORT), every loop has one; elsewhere only the first. Safe to use from any
 * thread.
 */
final class SharedPort {

  private final AtomicBoolean taken = new AtomicBoolean();
  private final Promise<Integer> found = Promise.promise();

  /** Whether several sockets may be bound. */
  static boolean possible() {
    return System.getProperty("os.name").equals("Linux");
  }

  /**
   * Makes sure that nobody else has an address: sockets that may share one do not mind those of
   * other processes, one that may not does.
   *
   * @throws IOException when it can't be bound
   */
  static void claim(InetSocketAddress address) throws IOException {
    ProtocolFamily family =
        address.getAddress() instanceof Inet6Address
            ? StandardProtocolFamily.INET6
            : StandardProtocolFamily.INET;
    try (DatagramChannel alone = DatagramChannel.open(family)) {
      alone.bind(address);
    }
  }

  /** True for one caller. */
  boolean isFirst() {
    return taken.compareAndSet(false, true);
  }

  /** Says, once, how the first one fared. */
  void found(Future<Integer> port) {
    port.onComplete(found);
  }

  /** What the first one has found. */
  Future<Integer> port() {
    return found.future();
  }
}
