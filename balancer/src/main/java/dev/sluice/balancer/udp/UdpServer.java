package dev.sluice.balancer.udp;

import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.balance.Split;
import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.net.Listener;
import dev.sluice.balancer.net.ListenerContext;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A UDP server, on all its addresses and event loops. Safe to use from any thread. */
public final class UdpServer {

  private final Split<Pool> pools;
  private final SessionLimit limit;
  private final Map<ListenerContext.Bind, SharedPort> ports = new ConcurrentHashMap<>();

  /**
   * @param pools where sessions go, by weight
   * @param mostSessions at once; 0 for no limit
   */
  public UdpServer(Split<Pool> pools, int mostSessions) {
    this.pools = pools;
    this.limit = new SessionLimit(mostSessions);
  }

  /** A listener for the event loop that this is called on. */
  public Listener listener(ListenerContext context) {
    SharedPort port = ports.computeIfAbsent(context.bind(), bind -> new SharedPort());
    boolean first = port.isFirst();
    return first || SharedPort.possible()
        ? new UdpListener(context, pools, limit, port, first)
        : new Bystander(context.bind(), port);
  }

  /** Has no socket. */
  private record Bystander(ListenerContext.Bind bind, SharedPort port) implements Listener {

    @Override
    public Future<Address> start() {
      return port.port().map(bind::bound);
    }

    @Override
    public Future<Integer> stop(Duration grace) {
      return Future.succeededFuture(0);
    }
  }
}
