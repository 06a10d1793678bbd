package dev.sluice.balancer.net;

import dev.sluice.balancer.config.ListenConfig.SocketConfig;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.Socket;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Connects bare sockets of epoll event loops. */
final class SocketDialer {

  private final Duration timeout;
  private final SocketConfig config;

  /**
   * @param timeout for connecting and sending what goes ahead, positive
   */
  SocketDialer(Duration timeout, SocketConfig config) {
    this.timeout = timeout;
    this.config = config;
  }

  /**
   * Connects to a resolved address.
   *
   * @param header sent at first, in direct memory; released
   * @param dialled told on the event loop; when it fails, no socket is left
   */
  void dial(IoEventLoop loop, SocketAddress address, ByteBuf header, Promise<Connection> dialled) {
    Dial dial = new Dial(loop, address, header, dialled);
    // Never among events: see EpollSocket.
    loop.execute(dial::begin);
  }

  private final class Dial implements EpollSocket.Events {

    private final IoEventLoop loop;
    private final SocketAddress address;
    private final ByteBuf header;
    private final Promise<Connection> dialled;
    private Optional<EpollSocket> socket = Optional.empty();
    private Optional<Future<?>> deadline = Optional.empty();

    private Dial(
        IoEventLoop loop, SocketAddress address, ByteBuf header, Promise<Connection> dialled) {
      this.loop = loop;
      this.address = address;
      this.header = header;
      this.dialled = dialled;
    }

    private void begin() {
      try {
        EpollSocket opened = new EpollSocket(open(), this);
        socket = Optional.of(opened);
        configure(opened.fd());
        // Also when it has succeeded at once, its event tells.
        opened.fd().connect(address);
        opened.register(loop);
        deadline = Optional.of(loop.schedule(this::late, timeout.toNanos(), TimeUnit.NANOSECONDS));
      } catch (IOException | ChannelException failed) {
        fail(failed);
      }
    }

    private Socket open() {
      return address instanceof InetSocketAddress inet
          ? LinuxSocket.newSocketStream(inet.getAddress() instanceof Inet6Address)
          : Socket.newSocketDomain();
    }

    private void configure(Socket fresh) throws IOException {
      if (address instanceof InetSocketAddress) {
        if (config.noDelay()) {
          fresh.setTcpNoDelay(true);
        }
        if (config.keepAlive()) {
          fresh.setKeepAlive(true);
        }
      }
    }

    @Override
    public void ready(int ops) {
      EpollSocket connecting = socket.orElseThrow();
      try {
        if ((ops & EpollSocket.BROKEN) != 0) {
          // Throws what went wrong, if anything did.
          connecting.fd().finishConnect();
        }
        if ((ops & EpollSocket.WRITABLE) != 0 && sent(connecting.fd())) {
          cease();
          dialled.setSuccess(SocketConnection.of(loop, connecting, address));
        }
      } catch (IOException refused) {
        fail(refused);
      }
    }

    private boolean sent(Socket connected) throws IOException {
      if (header.isReadable()) {
        header.skipBytes(
            connected.sendAddress(
                header.memoryAddress(), header.readerIndex(), header.writerIndex()));
      }
      return !header.isReadable();
    }

    @Override
    public void loopEnds() {
      fail(new ClosedChannelException());
    }

    private void late() {
      fail(
          new ConnectTimeoutException(
              "connection timed out after " + timeout.toMillis() + " ms: " + address));
    }

    private void fail(Exception cause) {
      socket.ifPresent(EpollSocket::end);
      cease();
      dialled.setFailure(cause);
    }

    private void cease() {
      header.release();
      deadline.ifPresent(timer -> timer.cancel(false));
    }
  }
}
