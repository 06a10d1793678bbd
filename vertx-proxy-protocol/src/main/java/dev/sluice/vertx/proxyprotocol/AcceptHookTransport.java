package dev.sluice.vertx.proxyprotocol;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.impl.transports.TransportInternal;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.spi.transport.Transport;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A transport that shows accepted connections to a hook before Vert.x puts its own handlers (TLS,
 * HTTP) into their pipelines; everything else goes to the transport it wraps.
 */
@SuppressWarnings("deprecation") // InternetProtocolFamily is part of the interface
public final class AcceptHookTransport implements Transport {

  private final Transport transport;
  private final BiConsumer<NetServerOptions, ServerBootstrap> change;

  private AcceptHookTransport(
      Transport transport, BiConsumer<NetServerOptions, ServerBootstrap> change) {
    this.transport = transport;
    this.change = change;
  }

  /**
   * Adds hooks to a transport that is available.
   *
   * @param hooks asked once for each socket that is about to be bound, with a copy of the options
   *     that its server was made with (of an HTTP server too; what is given to {@code listen} is
   *     not in them). The hook is called for each connection that the socket accepts, on the thread
   *     that accepts, before the connection is registered with its event loop.
   */
  public static io.vertx.core.transport.Transport wrap(
      io.vertx.core.transport.Transport transport,
      Function<NetServerOptions, Optional<Consumer<Channel>>> hooks) {
    return new TransportInternal(
        transport.name(),
        transport.available(),
        transport.unavailabilityCause(),
        new AcceptHookTransport(
            transport.implementation(),
            // In front of Netty's own acceptor, which adds Vert.x's handlers.
            (options, bootstrap) ->
                hooks.apply(options).ifPresent(hook -> bootstrap.handler(new Hook(hook)))));
  }

  /**
   * A transport whose servers leave it to somebody else when, and whether, Vert.x gets a
   * connection.
   *
   * @param initializer asked once for each socket that is about to be bound: given the sharable
   *     handler by which Vert.x sets a connection up, gives the sharable one that is put into each
   *     pipeline instead, on the connection's event loop and before anything was read. Vert.x takes
   *     a connection over when its handler is added to the pipeline, then or later; of a connection
   *     to which it is never added it knows nothing.
   */
  public static Transport initializing(
      Transport transport, UnaryOperator<ChannelHandler> initializer) {
    return new AcceptHookTransport(
        transport,
        (options, bootstrap) ->
            bootstrap.childHandler(initializer.apply(bootstrap.config().childHandler())));
  }

  @Override
  public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
    transport.configure(options, domainSocket, bootstrap);
    change.accept(options, bootstrap);
  }

  private static final class Hook extends ChannelInboundHandlerAdapter {

    private final Consumer<Channel> hook;

    Hook(Consumer<Channel> hook) {
      this.hook = hook;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
      hook.accept((Channel) accepted);
      ctx.fireChannelRead(accepted);
    }
  }

  @Override
  public boolean supportsDomainSockets() {
    return transport.supportsDomainSockets();
  }

  @Override
  public boolean supportFileRegion() {
    return transport.supportFileRegion();
  }

  @Override
  public boolean isAvailable() {
    return transport.isAvailable();
  }

  @Override
  public Throwable unavailabilityCause() {
    return transport.unavailabilityCause();
  }

  @Override
  public SocketAddress convert(io.vertx.core.net.SocketAddress address) {
    return transport.convert(address);
  }

  @Override
  public io.vertx.core.net.SocketAddress convert(SocketAddress address) {
    return transport.convert(address);
  }

  @Override
  public IoHandlerFactory ioHandlerFactory() {
    return transport.ioHandlerFactory();
  }

  @Override
  public EventLoopGroup eventLoopGroup(int type, int threads, ThreadFactory factory, int ioRatio) {
    return transport.eventLoopGroup(type, threads, factory, ioRatio);
  }

  @Override
  public DatagramChannel datagramChannel() {
    return transport.datagramChannel();
  }

  @Override
  public DatagramChannel datagramChannel(InternetProtocolFamily family) {
    return transport.datagramChannel(family);
  }

  @Override
  public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
    return transport.channelFactory(domainSocket);
  }

  @Override
  public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
    return transport.serverChannelFactory(domainSocket);
  }

  @Override
  public void configure(DatagramChannel channel, DatagramSocketOptions options) {
    transport.configure(channel, options);
  }

  @Override
  public void configure(
      ClientOptionsBase options, int connectTimeout, boolean domainSocket, Bootstrap bootstrap) {
    transport.configure(options, connectTimeout, domainSocket, bootstrap);
  }
}
