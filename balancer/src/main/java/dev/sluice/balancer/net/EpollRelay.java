package dev.sluice.balancer.net;

import io.netty.channel.IoEventLoop;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Relays between two plain sockets of an epoll event loop, beneath whatever owns them: a system
 * call to read, one to write, and no more. All of it, and every call, happens on that event loop.
 */
final class EpollRelay implements Relay {

  /**
   * How to relay.
   *
   * @param idle zero for ever
   */
  record Settings(RelayResources resources, Duration idle) {}

  private enum State {
    TAKING_OVER,
    RUNNING,
    ENDED
  }

  private final IoEventLoop loop;
  private final RelayResources resources;
  private final EpollSide client;
  private final EpollSide backend;
  private final IdleCheck idle;
  private final Consumer<Result> onEnd;
  private State state = State.TAKING_OVER;
  private int toTake = 2;

  private EpollRelay(
      IoEventLoop loop,
      SocketOwner client,
      SocketOwner backend,
      Settings settings,
      Consumer<Result> onEnd) {
    this.loop = loop;
    this.resources = settings.resources();
    this.client = new EpollSide(this, client, resources);
    this.backend = new EpollSide(this, backend, resources);
    EpollSide.pair(this.client, this.backend);
    this.idle = new IdleCheck(loop, settings.idle(), () -> close(End.IDLE));
    this.onEnd = onEnd;
  }

  /** Pairs two sockets of one epoll event loop. */
  static Relay start(
      IoEventLoop loop,
      SocketOwner client,
      SocketOwner backend,
      Settings settings,
      Consumer<Result> onEnd) {
    EpollRelay relay = new EpollRelay(loop, client, backend, settings, onEnd);
    relay.resources.enter();
    relay.idle.start();
    relay.client.take();
    relay.backend.take();
    return relay;
  }

  IoEventLoop loop() {
    return loop;
  }

  /** One more side has its socket. */
  void taken() {
    if (--toTake == 0 && state == State.TAKING_OVER) {
      state = State.RUNNING;
      client.start();
      if (isRunning()) {
        backend.start();
      }
    }
  }

  @Override
  public void stop() {
    close(End.STOPPED);
  }

  boolean isRunning() {
    return state == State.RUNNING;
  }

  /** Something was passed on. */
  void moved() {
    idle.moved();
  }

  /** A side's input has ended, and that was passed on. */
  void finished() {
    if (client.isDone() && backend.isDone()) {
      close(End.CLOSED);
    }
  }

  /** A side is gone, and not by an orderly end of both directions. */
  void lost(EpollSide side) {
    if (isRunning()) {
      side.salvage();
    }
    if (state != State.ENDED) {
      client.reset();
      backend.reset();
      close(side == client ? End.CLIENT_RESET : End.BACKEND_RESET);
    }
  }

  private void close(End end) {
    if (state != State.ENDED) {
      state = State.ENDED;
      idle.cancel();
      client.close();
      backend.close();
      client.release();
      backend.release();
      resources.leave();
      onEnd.accept(new Result(end, client.read(), backend.read()));
    }
  }
}
