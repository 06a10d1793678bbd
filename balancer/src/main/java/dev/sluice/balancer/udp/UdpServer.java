package dev.sluice.balancer.udp;

import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.balance.Split;
import dev.sluice.balancer.net.Listener;
import dev.sluice.balancer.net.ListenerContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A UDP server: makes the listeners of its event loops. Where the kernel spreads clients over
 * several sockets of one address and keeps each client with its socket (Linux, SO_REUSEPORT), every
 * loop has a socket and an equal share of the sessions; elsewhere the first loop has it all. Safe
 * to use from any thread.
 */
public final class UdpServer implements Supplier<Listener> {

  private final ListenerContext listener;
  private final Split<Pool> pools;
  private final int mostSessions;
  private final int sockets;
  private final AtomicInteger made = new AtomicInteger();
  private final Promise<Integer> port = Promise.promise();

  /**
   * @param pools where sessions go, by weight
   * @param eventLoops how many listeners will be asked for
   * @param mostSessions at the same time, at least 1
   */
  public UdpServer(ListenerContext listener, Split<Pool> pools, int eventLoops, int mostSessions) {
    this.listener = listener;
    this.pools = pools;
    this.mostSessions = mostSessions;
    this.sockets = kernelSpreads() ? Math.min(eventLoops, mostSessions) : 1;
  }

  private static boolean kernelSpreads() {
    return System.getProperty("os.name").equals("Linux");
  }

  /** The listener of the event loop that this is called on. */
  @Override
  public Listener get() {
    int ordinal = made.getAndIncrement();
    if (ordinal >= sockets) {
      return new Bystander(port.future());
    }
    int sessions = mostSessions / sockets + (ordinal < mostSessions % sockets ? 1 : 0);
    return new UdpListener(listener, pools, new Share(ordinal, sockets, sessions, port));
  }

  /**
   * One listener's share of a server.
   *
   * @param ordinal from 0; the first one finds the port
   * @param of how many sockets there are
   * @param sessions how many it may have; those of all listeners add up to the server's
   * @param port what the first one has found
   */
  record Share(int ordinal, int of, int sessions, Promise<Integer> port) {

    boolean isFirst() {
      return ordinal == 0;
    }
  }

  /** Has no socket. */
  private record Bystander(Future<Integer> port) implements Listener {

    @Override
    public Future<Integer> start() {
      return port;
    }

    @Override
    public Future<Integer> stop(Duration grace) {
      return Future.succeededFuture(0);
    }
  }
}
