package dev.sluice.backend;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Serves UDP, below Vert.x, whose datagram sockets cut off what is longer than 2 KiB. One event
 * loop has the socket: not every transport lets several share one.
 */
final class UdpListener implements Listener {

  private static final int LONGEST_DATAGRAM = 65_535;

  private final Settings settings;
  private final ListenAddress address;
  private final ContextInternal context;
  private final VertxInternal vertx;
  private final UdpAnswers answers;
  private volatile Channel channel;

  UdpListener(Vertx vertx, Settings settings, FaultInjector faults, ListenAddress address) {
    this.vertx = (VertxInternal) vertx;
    this.context = this.vertx.getOrCreateContext();
    this.settings = settings;
    this.address = address;
    this.answers = new UdpAnswers(faults);
  }

  @Override
  public Future<Integer> listen() {
    Promise<Integer> bound = context.promise();
    Bootstrap bootstrap =
        new Bootstrap()
            .group(context.nettyEventLoop())
            .channelFactory(() -> vertx.transport().datagramChannel())
            .resolver(vertx.nameResolver().nettyAddressResolverGroup())
            .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .option(
                ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LONGEST_DATAGRAM))
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel fresh) {
                    prepare(fresh.pipeline());
                  }
                });
    bootstrap
        .bind(address.host(), address.port())
        .addListener(
            (ChannelFuture done) -> {
              if (done.isSuccess()) {
                channel = done.channel();
                bound.complete(((InetSocketAddress) channel.localAddress()).getPort());
              } else {
                bound.fail(done.cause());
              }
            });
    return bound.future();
  }

  private void prepare(ChannelPipeline pipeline) {
    if (settings.behaviour().verbose()) {
      pipeline.addLast(new DatagramLog());
    }
    switch (settings.behaviour().udpMode()) {
      case HI -> pipeline.addLast(new DatagramHandler(answers, any -> greeting(pipeline)));
      case ECHO -> pipeline.addLast(new DatagramHandler(answers, ByteBuf::retain));
      case DNS ->
          pipeline.addLast(
              new DatagramDnsQueryDecoder(),
              new DatagramDnsResponseEncoder(),
              new DnsHandler(answers, settings.name()));
    }
  }

  private static ByteBuf greeting(ChannelPipeline pipeline) {
    int port = ((InetSocketAddress) pipeline.channel().localAddress()).getPort();
    return Unpooled.copiedBuffer(Backend.greeting(port), StandardCharsets.UTF_8);
  }

  @Override
  public Future<Void> shutdown(Duration grace) {
    Promise<Void> closed = Promise.promise();
    Channel open = channel;
    if (open == null) {
      return Future.succeededFuture();
    }
    open.closeFuture().addListener(done -> closed.complete());
    open.eventLoop()
        .execute(
            () -> {
              open.config().setAutoRead(false);
              open.eventLoop()
                  .schedule(() -> open.close(), grace.toMillis(), TimeUnit.MILLISECONDS);
              answers.whenDrained(open::close);
            });
    return closed.future();
  }
}
