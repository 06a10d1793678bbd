package dev.sluice.balancer.net;

import io.netty.channel.Channel;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Relays between two plain sockets of an epoll event loop, beneath their channels: a system call to
 * read, one to write, and no more. All of it, and every call, happens on that event loop.
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
  private final Takeover clientChannel;
  private final Takeover backendChannel;
  private final IdleCheck idle;
  private final Consumer<Result> onEnd;
  private State state = State.TAKING_OVER;
  private int toTake = 2;

  private EpollRelay(Channel client, Channel backend, Settings settings, Consumer<Result> onEnd) {
    this.loop = (IoEventLoop) client.eventLoop();
    this.resources = settings.resources();
    this.client = new EpollSide(this, socket(client), resources);
    this.backend = new EpollSide(this, socket(backend), resources);
    EpollSide.pair(this.client, this.backend);
    this.clientChannel = new Takeover(client, this.client::early, () -> lost(this.client));
    this.backendChannel = new Takeover(backend, this.backend::early, () -> lost(this.backend));
    this.idle = new IdleCheck(loop, settings.idle(), () -> close(End.IDLE));
    this.onEnd = onEnd;
  }

  private static Socket socket(Channel channel) {
    return (Socket) ((UnixChannel) channel).fd();
  }

  /** Pairs two channels of one epoll event loop, of which nothing but their sockets counts. */
  static Relay start(Channel client, Channel backend, Settings settings, Consumer<Result> onEnd) {
    EpollRelay relay = new EpollRelay(client, backend, settings, onEnd);
    relay.resources.enter();
    relay.idle.start();
    relay.clientChannel.begin(relay::taken);
    relay.backendChannel.begin(relay::taken);
    return relay;
  }

  private void taken() {
    if (--toTake == 0 && state == State.TAKING_OVER) {
      state = State.RUNNING;
      watch(client);
      watch(backend);
    }
  }

  private void watch(EpollSide side) {
    if (isRunning()) {
      // On its own event loop, a registration is there at once.
      Future<IoRegistration> registered = loop.register(side);
      if (registered.isSuccess()) {
        side.start(registered.getNow());
      } else {
        lost(side);
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
      clientChannel.reset();
      backendChannel.reset();
      close(side == client ? End.CLIENT_RESET : End.BACKEND_RESET);
    }
  }

  private void close(End end) {
    if (state != State.ENDED) {
      state = State.ENDED;
      idle.cancel();
      clientChannel.close();
      backendChannel.close();
      client.release();
      backend.release();
      resources.leave();
      onEnd.accept(new Result(end, client.read(), backend.read()));
    }
  }
}
