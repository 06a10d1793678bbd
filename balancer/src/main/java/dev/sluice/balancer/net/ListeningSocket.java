package dev.sluice.balancer.net;

import dev.sluice.balancer.config.ListenConfig.SocketConfig;
import dev.sluice.balancer.net.Acceptor.Worker;
import io.netty.channel.ChannelException;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.NativeInetAddress;
import io.netty.channel.unix.Socket;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts the bare sockets of TCP connections. */
final class ListeningSocket implements Listening, EpollSocket.Events {

  private static final Logger LOG = LoggerFactory.getLogger(ListeningSocket.class);

  /** Connections in one go, before those that there are have their turn. */
  private static final int MOST_IN_A_ROW = 64;

  /** A length, and an address of either family with scope and port. */
  private static final int LONGEST_ADDRESS = 1 + 16 + 4 + 4;

  private final IoEventLoop loop;
  private final Supplier<Worker> turns;
  private final EpollSocket listening;
  private final SocketAddress address;
  private final byte[] peer = new byte[LONGEST_ADDRESS + 1];
  private volatile boolean paused;
  private boolean due;
  private boolean resting;

  private ListeningSocket(IoEventLoop loop, Socket socket, Supplier<Worker> turns) {
    this.loop = loop;
    this.turns = turns;
    this.listening = new EpollSocket(socket, this);
    this.address = socket.localAddress();
  }

  /**
   * Opens one.
   *
   * @param turns whose each next connection is
   */
  static Future<Listening> open(
      IoEventLoop loop, InetSocketAddress address, SocketConfig config, Supplier<Worker> turns) {
    Promise<Listening> opened = Promise.promise();
    loop.execute(
        () -> {
          try {
            opened.complete(listen(loop, address, config, turns));
          } catch (IOException | ChannelException refused) {
            opened.fail(refused);
          }
        });
    return opened.future();
  }

  private static ListeningSocket listen(
      IoEventLoop loop, InetSocketAddress address, SocketConfig config, Supplier<Worker> turns)
      throws IOException {
    // One for any address is for both families.
    boolean ipv4 = address.getAddress() instanceof Inet4Address inet && !inet.isAnyLocalAddress();
    Socket socket = ipv4 ? LinuxSocket.newSocketStream(false) : Socket.newSocketStream();
    try {
      socket.setReuseAddress(true);
      // These are inherited by what is accepted.
      socket.setTcpNoDelay(config.noDelay());
      socket.setKeepAlive(config.keepAlive());
      socket.bind(address);
      socket.listen(config.backlog());
      ListeningSocket opened = new ListeningSocket(loop, socket, turns);
      opened.listening.register(loop);
      return opened;
    } catch (IOException refused) {
      socket.close();
      throw refused;
    }
  }

  @Override
  public SocketAddress address() {
    return address;
  }

  @Override
  public void ready(int ops) {
    acceptSoon();
  }

  // Never among events: see EpollSocket.
  private void acceptSoon() {
    if (!due) {
      due = true;
      loop.execute(this::accept);
    }
  }

  private void accept() {
    due = false;
    try {
      for (int i = 0; i < MOST_IN_A_ROW; i++) {
        if (paused || resting || !listening.fd().isOpen()) {
          return;
        }
        int accepted = listening.fd().accept(peer);
        if (accepted < 0) {
          return;
        }
        deal(new Socket(accepted), NativeInetAddress.address(peer, 1, peer[0]));
      }
      listening.again();
    } catch (IOException refused) {
      LOG.warn("{}: cannot accept a connection: {}", address, refused.getMessage());
      rest();
    }
  }

  // Such as too many open files: it would fail again at once, and for ever.
  private void rest() {
    resting = true;
    loop.schedule(
        () -> {
          resting = false;
          accept();
        },
        Acceptor.REST_MS,
        TimeUnit.MILLISECONDS);
  }

  private void deal(Socket accepted, SocketAddress from) throws IOException {
    Worker worker = turns.get();
    IoEventLoop to = (IoEventLoop) worker.loop();
    if (to == loop) {
      hand(accepted, from, worker, to);
      return;
    }
    try {
      to.execute(() -> hand(accepted, from, worker, to));
    } catch (RejectedExecutionException ended) {
      accepted.close();
    }
  }

  private static void hand(Socket accepted, SocketAddress from, Worker worker, IoEventLoop loop) {
    EpollSocket socket = new EpollSocket(accepted);
    try {
      socket.register(loop);
    } catch (IOException refused) {
      LOG.warn("cannot watch a connection from {}: {}", from, refused.getMessage());
      socket.end();
      return;
    }
    worker.accept().accept(SocketConnection.of(loop, socket, from));
  }

  @Override
  public void pause() {
    paused = true;
  }

  @Override
  public void resume() {
    paused = false;
    try {
      loop.execute(this::accept);
    } catch (RejectedExecutionException ended) {
      // so has accepting
    }
  }

  @Override
  public Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    try {
      loop.execute(
          () -> {
            listening.end();
            closed.complete();
          });
    } catch (RejectedExecutionException ended) {
      closed.complete();
    }
    return closed.future();
  }

  @Override
  public void loopEnds() {
    listening.end();
  }
}
