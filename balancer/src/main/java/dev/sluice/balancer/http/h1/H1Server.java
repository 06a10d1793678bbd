package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.Reason;
import dev.sluice.balancer.http.head.CurrentDate;
import dev.sluice.balancer.http.stream.Client;
import dev.sluice.balancer.http.stream.Downstream;
import dev.sluice.balancer.net.Wheel;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server side of HTTP/1.0 and 1.1 (RFC 9112): reads requests from the connections of one
 * listener on one event loop, one at a time from each, and writes their answers. All of it, and
 * every call, happens on that event loop.
 *
 * <p>A client that ends its side of the connection before the answer to its request is whole counts
 * as gone, as one that breaks off: nothing else tells who has left from who waits.
 */
public final class H1Server {

  private static final Logger LOG = LoggerFactory.getLogger(H1Server.class);

  private static final int SMALLEST_READ = 512;
  private static final int FIRST_READ = 4 * 1024;
  private static final int LARGEST_READ = 256 * 1024;

  /** Is told of what was refused before it became a request, for the log. */
  public interface Refused {

    /**
     * An answer of ours was sent, and the connection is about to be closed.
     *
     * @param detail what was wrong; never for a client
     * @param sent payload bytes of the answer
     */
    void refused(Client client, Reason reason, String detail, long sent);
  }

  private final H1ServerSettings settings;
  private final Wheel wheel;
  private final Consumer<Downstream> handler;
  private final Refused refused;
  private final CurrentDate date;
  private final Set<ServerConnection> connections = new HashSet<>();
  private boolean draining;

  /**
   * @param handler is given each request, and answers it now or later; what it throws becomes a 500
   * @param refused told of the rest
   */
  public H1Server(
      H1ServerSettings settings, Wheel wheel, Consumer<Downstream> handler, Refused refused) {
    this.settings = settings;
    this.wheel = wheel;
    this.handler = handler;
    this.refused = refused;
    this.date = new CurrentDate(wheel::lastTurn, InstantSource.system());
  }

  /**
   * Serves a connection from now on, whatever its reading was set to.
   *
   * @param channel with nothing behind TLS in its pipeline that reads; closed by whom it belongs to
   *     or here
   * @param first what was read already, perhaps nothing; not the caller's any more
   */
  public void take(DuplexChannel channel, Client client, ByteBuf first) {
    if (!channel.isActive()) {
      first.release();
      return;
    }
    prepare(channel.config());
    ServerConnection connection = new ServerConnection(this, channel, client);
    connections.add(connection);
    channel.closeFuture().addListener(closed -> connections.remove(connection));
    connection.begin(first);
  }

  private static void prepare(ChannelConfig config) {
    config.setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    config.setAllocator(PooledByteBufAllocator.DEFAULT);
    config.setRecvByteBufAllocator(
        new AdaptiveRecvByteBufAllocator(SMALLEST_READ, FIRST_READ, LARGEST_READ));
  }

  /**
   * Closes connections as they become idle: those that are at once, the others behind the answer
   * that they wait for, or their next one, which says {@code Connection: close}. One that hasn't
   * asked for anything yet has as long as {@code lingering} to begin.
   */
  public void drain() {
    draining = true;
    List.copyOf(connections).forEach(ServerConnection::drain);
  }

  /** Closes all connections now; requests under way are told that their client is gone. */
  public void stop() {
    draining = true;
    List.copyOf(connections).forEach(ServerConnection::stop);
  }

  /** How many there are, those that have left HTTP not among them. */
  public int connections() {
    return connections.size();
  }

  H1ServerSettings settings() {
    return settings;
  }

  Wheel wheel() {
    return wheel;
  }

  CurrentDate date() {
    return date;
  }

  Consumer<Downstream> handler() {
    return handler;
  }

  /** Has a refusal logged. */
  void refused(Client client, Reason reason, String detail, long sent) {
    try {
      refused.refused(client, reason, detail, sent);
    } catch (RuntimeException fault) {
      LOG.error("{}: a refusal was not logged", settings.name(), fault);
    }
  }

  boolean draining() {
    return draining;
  }

  /** It has left HTTP. */
  void left(ServerConnection connection) {
    connections.remove(connection);
  }
}
