package dev.sluice.balancer.net;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * A bare socket of an epoll event loop. What its peer sends stays in the kernel until it is
 * relayed; that the peer breaks off is noticed at any time.
 */
public final class SocketConnection implements Connection, SocketOwner, EpollSocket.Events {

  /** As that of a peer without a name. */
  private static final SocketAddress UNNAMED = new DomainSocketAddress("");

  private final IoEventLoop loop;
  private final EpollSocket socket;
  private final SocketAddress peer;
  private Optional<Runnable> onClosed = Optional.empty();
  private Optional<EpollSide> side = Optional.empty();

  private SocketConnection(IoEventLoop loop, EpollSocket socket, SocketAddress peer) {
    this.loop = loop;
    this.socket = socket;
    this.peer = peer;
  }

  /** Takes on a connected socket that is in the loop's set, and whoever was told by it no more. */
  static SocketConnection of(IoEventLoop loop, EpollSocket socket, SocketAddress peer) {
    SocketConnection connection = new SocketConnection(loop, socket, peer);
    socket.hand(connection);
    return connection;
  }

  @Override
  public EventLoop eventLoop() {
    return loop;
  }

  @Override
  public SocketAddress source() {
    return peer;
  }

  @Override
  public SocketAddress destination() {
    SocketAddress own = socket.fd().localAddress();
    return own == null ? UNNAMED : own;
  }

  @Override
  public Optional<DuplexChannel> channel() {
    return Optional.empty();
  }

  @Override
  public void onClosed(Runnable told) {
    onClosed = Optional.of(told);
  }

  @Override
  public void watch() {
    // it always does
  }

  @Override
  public void ready(int ops) {
    if ((ops & EpollSocket.BROKEN) != 0) {
      close();
    }
  }

  @Override
  public void loopEnds() {
    close();
  }

  @Override
  public EpollSocket socket() {
    return socket;
  }

  @Override
  public void handTo(EpollSide to) {
    side = Optional.of(to);
    if (socket.fd().isOpen()) {
      to.taken();
    } else {
      to.gone();
    }
  }

  @Override
  public void reset() {
    if (socket.fd().isOpen()) {
      try {
        socket.fd().setSoLinger(0);
      } catch (IOException brokenAnyway) {
        // then its peer has seen worse
      }
    }
  }

  @Override
  public void close() {
    if (socket.fd().isOpen()) {
      socket.end();
      onClosed.ifPresent(Runnable::run);
      side.ifPresent(EpollSide::gone);
    }
  }
}
