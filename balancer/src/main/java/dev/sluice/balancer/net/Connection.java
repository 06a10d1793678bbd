package dev.sluice.balancer.net;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * A connection with a client or a backend, of which nothing is read before it is relayed. For its
 * event loop.
 */
public sealed interface Connection permits ChannelConnection, SocketConnection {

  EventLoop eventLoop();

  /** Who it comes from: as a trusted proxy has it, else the peer. */
  SocketAddress source();

  /** Where its client connected to: as a trusted proxy has it, else the socket's own address. */
  SocketAddress destination();

  /** What it goes through; empty for a bare socket. */
  Optional<DuplexChannel> channel();

  /** Has one be told when it is closed, by whomever. */
  void onClosed(Runnable told);

  /** Has it be closed when its peer breaks off, for as long as it is not relayed. */
  void watch();

  /** Closes it; again is of no effect. */
  void close();
}
