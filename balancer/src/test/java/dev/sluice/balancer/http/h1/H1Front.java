package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.stream.Client;
import dev.sluice.balancer.http.stream.Downstream;
import dev.sluice.balancer.net.Eventually;
import dev.sluice.balancer.net.VirtualWheel;
import dev.sluice.balancer.net.Wire;
import dev.sluice.balancer.net.tls.ServerTls;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A server of HTTP/1.x on one event loop and a port of this machine, in virtual time. */
final class H1Front implements AutoCloseable {

  static final H1ServerSettings SETTINGS =
      new H1ServerSettings(
          "front", 4 * 1024, Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(1));

  /** What carries the bytes. */
  record Carrier(String name, IoHandlerFactory io, Supplier<ServerChannel> channel) {

    static final Carrier NIO =
        new Carrier("nio", NioIoHandler.newFactory(), NioServerSocketChannel::new);

    static Stream<Carrier> available() {
      return Epoll.isAvailable()
          ? Stream.of(
              NIO, new Carrier("epoll", EpollIoHandler.newFactory(), EpollServerSocketChannel::new))
          : Stream.of(NIO);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private final EventLoopGroup group;
  private final VirtualWheel time = new VirtualWheel();
  private final List<String> refused = new CopyOnWriteArrayList<>();
  private final List<Channel> channels = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Served> arrived = new LinkedBlockingQueue<>();
  private final H1Server server;
  private final Channel listening;

  private H1Front(
      Carrier carrier, Optional<ServerTls> tls, H1ServerSettings settings, Consumer<Served> script)
      throws Exception {
    this.group = new MultiThreadIoEventLoopGroup(1, carrier.io());
    this.server =
        new H1Server(
            settings,
            time.wheel(),
            down -> arrive(down, script),
            (client, reason, detail, sent) -> refused.add(reason.word()));
    this.listening =
        new ServerBootstrap()
            .group(group)
            .channelFactory(carrier.channel()::get)
            .childOption(ChannelOption.AUTO_READ, false)
            // Small, so that tests need not move much to fill them.
            .childOption(ChannelOption.SO_SNDBUF, 32 * 1024)
            .option(ChannelOption.SO_RCVBUF, 32 * 1024)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channels.add(channel);
                    tls.ifPresent(
                        server -> channel.pipeline().addFirst(server.newHandler(Duration.ZERO)));
                    channel.eventLoop().execute(() -> take((DuplexChannel) channel));
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();
  }

  /** Every request is given to the script. */
  static H1Front start(Consumer<Served> script) throws Exception {
    return start(Carrier.NIO, SETTINGS, script);
  }

  static H1Front start(H1ServerSettings settings, Consumer<Served> script) throws Exception {
    return start(Carrier.NIO, settings, script);
  }

  static H1Front start(Carrier carrier, H1ServerSettings settings, Consumer<Served> script)
      throws Exception {
    return new H1Front(carrier, Optional.empty(), settings, script);
  }

  static H1Front start(Carrier carrier, ServerTls tls, Consumer<Served> script) throws Exception {
    return new H1Front(carrier, Optional.of(tls), SETTINGS, script);
  }

  private void take(DuplexChannel channel) {
    server.take(
        channel,
        new Client(channel.remoteAddress(), channel.localAddress(), false),
        Unpooled.EMPTY_BUFFER);
  }

  private void arrive(Downstream down, Consumer<Served> script) {
    Served served = new Served(down);
    arrived.add(served);
    script.accept(served);
  }

  int port() {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  Wire connect() throws IOException {
    return Wire.to(port());
  }

  /** The next request. */
  Served next() throws InterruptedException {
    Served served = arrived.poll(10, TimeUnit.SECONDS);
    if (served == null) {
      throw new AssertionError("no request has come");
    }
    return served;
  }

  /** Whether all requests that came were asked for. */
  boolean noMore() {
    return arrived.isEmpty();
  }

  /** The words of what was refused. */
  List<String> refused() {
    return refused;
  }

  /** Of the first connection. */
  Channel channel() {
    return channels.get(0);
  }

  H1Server server() {
    return server;
  }

  /** Does something on the event loop. */
  void run(Runnable action) throws Exception {
    get(
        () -> {
          action.run();
          return true;
        });
  }

  <T> T get(Callable<T> action) throws Exception {
    try {
      return group.next().submit(action).get(10, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw new AssertionError("failed on the event loop", failed.getCause());
    }
  }

  /** Lets time pass. */
  void advance(Duration by) throws Exception {
    run(() -> time.advance(by));
  }

  /** How many connections there are. */
  int connections() {
    try {
      return get(server::connections);
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  /** Bytes that the first connection has written and not sent yet. */
  long unsent() {
    try {
      return get(() -> Unsent.bytes(channel()));
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  /** Waits for the connections that were made; they are taken a moment after they are accepted. */
  void awaitConnections(int count) {
    Eventually.that(count + " connections", () -> connections() == count);
  }

  @Override
  public void close() {
    listening.close().awaitUninterruptibly();
    group.next().submit(server::stop).awaitUninterruptibly();
    awaitConnections(0);
    group.shutdownGracefully(0, 10, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
