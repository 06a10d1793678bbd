package dev.sluice.balancer.net;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.ListenConfig.SocketConfig;
import dev.sluice.balancer.net.ListenerContext.Bind;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.VertxInternal;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * One listening TCP or Unix domain socket, whose connections go to event loops in turn. It is
 * served by the first event loop that joins, so that with a single one no connection changes
 * threads. Safe to use from any thread.
 */
public final class Acceptor implements Admission.Intake {

  /** How long accepting rests when the system has no place for a connection. */
  static final long REST_MS = 1_000;

  private final VertxInternal vertx;
  private final Bind bind;
  private final SocketConfig socket;
  private final Promise<Listening> listening = Promise.promise();
  private final List<Worker> workers = new CopyOnWriteArrayList<>();
  private int next;

  /** An event loop that takes connections. */
  record Worker(EventLoop loop, Consumer<Connection> accept) {}

  public Acceptor(VertxInternal vertx, Bind bind, SocketConfig socket) {
    this.vertx = vertx;
    this.bind = bind;
    this.socket = socket;
  }

  /**
   * Adds an event loop; the first one opens the socket.
   *
   * @param channels whether connections must go through channels, for all event loops alike
   * @param accept called on that loop with each of its connections
   * @return the address, with the port also where the system chose it; fails when it can't be bound
   */
  public Future<Address> join(EventLoop loop, boolean channels, Consumer<Connection> accept) {
    boolean first;
    synchronized (workers) {
      first = workers.isEmpty();
      workers.add(new Worker(loop, accept));
    }
    if (first) {
      resolved().compose(address -> open(loop, channels, address)).onComplete(listening);
    }
    return listening.future().map(this::bound);
  }

  private Future<SocketAddress> resolved() {
    if (bind.address().isUnix()) {
      return Future.succeededFuture(vertx.transport().convert(bind.socketAddress()));
    }
    return vertx
        .nameResolver()
        .resolve(bind.address().host())
        .map(host -> new InetSocketAddress(host, bind.address().port()));
  }

  private Future<Listening> open(EventLoop loop, boolean channels, SocketAddress address) {
    return !channels
            && vertx.transport() instanceof EpollTransport
            && address instanceof InetSocketAddress inet
        ? ListeningSocket.open((IoEventLoop) loop, inet, socket, this::turn)
        : ListeningChannel.open(
            loop,
            vertx.transport().serverChannelFactory(bind.address().isUnix()).newChannel(),
            address,
            socket,
            this::turn);
  }

  // Called on the one event loop that accepts.
  private Worker turn() {
    Worker worker = workers.get(next);
    next = next + 1 == workers.size() ? 0 : next + 1;
    return worker;
  }

  private Address bound(Listening opened) {
    return opened.address() instanceof InetSocketAddress inet
        ? bind.bound(inet.getPort())
        : bind.address();
  }

  @Override
  public void pause() {
    listening.future().onSuccess(Listening::pause);
  }

  @Override
  public void resume() {
    listening.future().onSuccess(Listening::resume);
  }

  /** Closes the socket, for all event loops; connections stay. */
  public Future<Void> close() {
    return listening
        .future()
        .transform(
            opened -> opened.succeeded() ? opened.result().close() : Future.succeededFuture());
  }
}
