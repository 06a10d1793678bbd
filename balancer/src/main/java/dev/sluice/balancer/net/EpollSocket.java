package dev.sluice.balancer.net;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.Socket;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * A socket in the epoll set of an event loop. It is watched edge-triggered and for everything from
 * the beginning, so that waiting for one thing or another changes nothing in the set. For that
 * event loop.
 *
 * <p>The system gives the number of a closed socket to the next one at once, while an event for the
 * old one may still be among those that the event loop has fetched. So a new socket must enter the
 * set between two such batches: in a task of the event loop, not while an event is handled.
 */
final class EpollSocket implements EpollIoHandle {

  static final int WRITABLE = EpollIoOps.EPOLLOUT.value();

  /** The peer has finished sending. */
  static final int FINISHED = EpollIoOps.EPOLLRDHUP.value();

  /** There is an error to be asked for. */
  static final int BROKEN = EpollIoOps.EPOLLERR.value();

  private static final EpollIoOps ALL =
      EpollIoOps.EPOLLIN
          .with(EpollIoOps.EPOLLOUT)
          .with(EpollIoOps.EPOLLRDHUP)
          .with(EpollIoOps.EPOLLET);

  /** Who is told. */
  interface Events {

    /** These things have become so; harmless when they have not. */
    void ready(int ops);

    /** The event loop ends, and watches no more. */
    void loopEnds();
  }

  private static final Events NOBODY =
      new Events() {
        @Override
        public void ready(int ops) {
          // is told to the next one
        }

        @Override
        public void loopEnds() {
          // the owner ends it
        }
      };

  private final Socket socket;
  private Events events;
  private Optional<IoRegistration> registration = Optional.empty();
  private int seen;

  /** One that nobody is told of yet. */
  EpollSocket(Socket socket) {
    this(socket, NOBODY);
  }

  EpollSocket(Socket socket, Events events) {
    this.socket = socket;
    this.events = events;
  }

  /** Enters the set. */
  void register(IoEventLoop loop) throws IOException {
    // On its own event loop, a registration is there at once.
    Future<IoRegistration> registered = loop.register(this);
    if (!registered.isSuccess()) {
      throw new IOException(registered.cause());
    }
    registration = Optional.of(registered.getNow());
    again();
  }

  /** Whether it is, or was, in the set. */
  boolean isRegistered() {
    return registration.isPresent();
  }

  /** Has another one be told, at first of all that has been so until now. */
  void hand(Events next) {
    events = next;
    if (seen != 0) {
      next.ready(seen);
    }
  }

  /** Has what is so be told once more. */
  void again() throws IOException {
    try {
      registration.orElseThrow().submit(ALL);
    } catch (UncheckedIOException refused) {
      throw refused.getCause();
    }
  }

  @Override
  public Socket fd() {
    return socket;
  }

  @Override
  public void handle(IoRegistration from, IoEvent event) {
    int ops = ((EpollIoEvent) event).ops().value();
    seen |= ops;
    events.ready(ops);
  }

  /** Called by the event loop when it ends. */
  @Override
  public void close() {
    events.loopEnds();
  }

  /** Closes the socket, which takes it out of the set; again is of no effect. */
  void end() {
    try {
      socket.close();
    } catch (IOException goneAnyway) {
      // the number is free all the same
    }
    leave();
  }

  /** Is no longer told. To be called once the socket is closed, which spares taking it out. */
  void leave() {
    registration.ifPresent(IoRegistration::cancel);
  }
}
