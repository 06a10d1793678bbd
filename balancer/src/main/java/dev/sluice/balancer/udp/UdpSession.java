package dev.sluice.balancer.udp;

import dev.sluice.balancer.balance.Attempts;
import dev.sluice.balancer.balance.BackendState;
import dev.sluice.balancer.balance.HashKeys;
import dev.sluice.balancer.balance.Lease;
import dev.sluice.balancer.balance.Outcome;
import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.balance.Refusal;
import dev.sluice.balancer.balance.Search;
import dev.sluice.balancer.balance.Waiter;
import dev.sluice.balancer.event.AccessEvent;
import dev.sluice.balancer.net.Peers;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client address and the backend that it was given. The backend has a socket of its own to
 * answer to, so that answers need no matching. For one event loop.
 */
final class UdpSession implements Waiter {

  private static final Logger LOG = LoggerFactory.getLogger(UdpSession.class);

  private final SessionContext context;
  private final ClientKey key;
  private final InetSocketAddress client;
  private final Channel downstream;
  private final SessionTable table;
  private final Pool pool;
  private final Attempts attempts;
  private final Search search;
  private final Instant start = Instant.now();
  private final long startNanos = System.nanoTime();
  private final Unsent unsent = new Unsent();
  // Plain fields, null for none: every datagram reads them.
  private Lease lease;
  private Channel upstream;
  private String backend = "";
  private long lastBusy = startNanos;
  private long received;
  private long sent;
  private long datagramsReceived;
  private long datagramsSent;
  private boolean answered;
  private boolean ended;

  /**
   * @param downstream the listening socket, which answers leave from
   */
  UdpSession(SessionContext context, ClientKey key, Channel downstream, SessionTable table) {
    this.context = context;
    this.key = key;
    this.client = key.address();
    this.downstream = downstream;
    this.table = table;
    this.pool = context.pools().choose();
    // Only asked for by the algorithms that hash.
    this.attempts = new Attempts(() -> HashKeys.hash(client.getAddress().getHostAddress()));
    this.search = new Search(pool, attempts, this);
  }

  /** Looks for a backend, with the datagram that began the session to be sent to it. */
  void start(ByteBuf first) {
    count(first);
    unsent.add(first);
    search.next();
  }

  ClientKey client() {
    return key;
  }

  /** In nanoseconds of the monotonic clock. */
  long lastBusy() {
    return lastBusy;
  }

  void busyAt(long now) {
    lastBusy = now;
  }

  /**
   * Whether the next datagram had better begin another session: who always sends from the same port
   * would else stay for ever with a backend that is down.
   */
  boolean isStranded() {
    return upstream != null && lease.backend().state() == BackendState.DOWN && !pool.panics();
  }

  /** Takes over a datagram of the client. */
  void receive(ByteBuf datagram) {
    count(datagram);
    if (upstream != null) {
      forward(datagram);
    } else if (!unsent.add(datagram)) {
      context.drops().report("more came than is kept while a session waits for a backend");
    }
  }

  private void count(ByteBuf datagram) {
    received += datagram.readableBytes();
    datagramsReceived++;
  }

  private void forward(ByteBuf datagram) {
    if (upstream.isWritable()) {
      unsent.sending(datagram);
      upstream.writeAndFlush(datagram, upstream.voidPromise());
    } else {
      datagram.release();
      context.drops().report("more came than the socket takes to backend ", backend);
    }
  }

  private void answer(ByteBuf datagram) {
    if (!answered) {
      answered = true;
      lease.responded();
      unsent.clear();
    }
    if (downstream.isWritable()) {
      sent += datagram.readableBytes();
      datagramsSent++;
      downstream.write(new DatagramPacket(datagram, client), downstream.voidPromise());
    } else {
      datagram.release();
      context.drops().report("the clients are sent more than the listening socket takes");
    }
  }

  @Override
  public Executor executor() {
    return context.loop();
  }

  @Override
  public void refused(Refusal refusal) {
    LOG.debug("{}: {} for {}: {}", context.server(), pool.name(), client, refusal);
    backend = "";
    end(refusal == Refusal.ALL_BACKENDS_TRIED ? Refusal.ALL_BACKENDS_DOWN.word() : refusal.word());
  }

  @Override
  public void granted(Lease granted) {
    if (ended) {
      granted.complete(Outcome.CANCELLED);
      return;
    }
    lease = granted;
    backend = granted.backend().toString();
    try {
      context
          .dialer()
          .connect(downstream.eventLoop(), granted.backend().address(), new Upstream())
          .addListener(dialled -> connected(granted, (ChannelFuture) dialled));
    } catch (ChannelException noSocket) {
      // Of ours there are no more: not the backend's doing.
      LOG.debug("{}: no socket for {}", context.server(), client, noSocket);
      end("no-socket");
    }
  }

  private void connected(Lease granted, ChannelFuture dialled) {
    if (ended) {
      dialled.channel().close();
    } else if (dialled.isSuccess()) {
      upstream = dialled.channel();
      // One of them may be refused at once, and the rest then waits again.
      for (int i = unsent.size(); i > 0 && upstream == dialled.channel(); i--) {
        forward(unsent.take());
      }
    } else if (Refusals.isBackends(dialled.cause())) {
      unreachable(dialled.cause());
    } else {
      LOG.debug("{}: no socket for {}", context.server(), client, dialled.cause());
      end("no-socket");
    }
  }

  /** The backend refuses. As long as it has answered nothing, another one may take its place. */
  private void unreachable(Throwable cause) {
    context.failures().report(pool.name(), lease.backend(), cause);
    closeUpstream();
    if (answered) {
      lease.complete(Outcome.RESET);
      end("backend-refused");
    } else {
      lease.complete(Outcome.CONNECT_FAILURE);
      attempts.exclude(lease.backend());
      lease = null;
      unsent.refused();
      search.next();
    }
  }

  private void closeUpstream() {
    if (upstream != null) {
      Channel closing = upstream;
      upstream = null;
      closing.close();
    }
  }

  /** Ends it, for this reason. */
  void end(String result) {
    if (ended) {
      return;
    }
    ended = true;
    search.cancel();
    unsent.clear();
    closeUpstream();
    if (lease != null) {
      // Silence alone is no failure: there are protocols without answers.
      lease.complete(answered ? Outcome.SUCCESS : Outcome.CANCELLED);
    }
    table.remove(this);
    context
        .listener()
        .log()
        .accept(
            new AccessEvent.Session(
                new AccessEvent.Timing(start, System.nanoTime() - startNanos),
                context.server(),
                Peers.text(client),
                new AccessEvent.Target(pool.name(), backend),
                result,
                new AccessEvent.Volume(
                    new AccessEvent.Traffic(received, sent),
                    new AccessEvent.Datagrams(datagramsReceived, datagramsSent))));
  }

  /** Reads one socket to a backend. */
  private final class Upstream extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf datagram = ((DatagramPacket) message).content();
      if (ctx.channel() == upstream) {
        table.touch(UdpSession.this);
        answer(datagram);
      } else {
        datagram.release();
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      downstream.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      if (ctx.channel() != upstream) {
        return;
      }
      if (Refusals.isBackends(cause)) {
        unreachable(cause);
      } else {
        context.drops().report("it could not be sent to the backend: ", cause);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      if (ctx.channel() == upstream) {
        end("backend-refused");
      }
    }
  }
}
