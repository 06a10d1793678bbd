package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.ServerConfig;
import dev.sluice.balancer.http.stream.Downstream;
import dev.sluice.balancer.net.Rig;
import dev.sluice.balancer.net.Wheel;
import dev.sluice.balancer.net.tls.ServerTls;
import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.Optional;
import java.util.function.Consumer;

/** Fronts for tests, with what is behind them played by the test. */
final class Fronts {

  static final Rig.Settings SETTINGS = Rig.settings(ServerConfig.Protocol.HTTP);

  private Fronts() {}

  static Rig of(Consumer<Downstream> requests) {
    return of(SETTINGS, Optional.empty(), echo(), requests);
  }

  static Rig of(Rig.Settings settings, Consumer<Downstream> requests) {
    return of(settings, Optional.empty(), echo(), requests);
  }

  static Rig of(
      Rig.Settings settings, Optional<ServerTls> tls, Http1 http1, Consumer<Downstream> requests) {
    Vertx vertx = Vertx.vertx();
    return Rig.start(
        vertx,
        settings,
        (context, pool) -> {
          EventLoop loop = ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
          Wheel wheel = new Wheel(System::nanoTime);
          wheel.start(loop);
          return new HttpFront(
              context, wheel, new Receptions(), tls, new HttpFront.Services(http1, requests));
        },
        new Address("127.0.0.1", 1));
  }

  /** Sends back what comes. */
  static Http1 echo() {
    return (channel, client, first) -> {
      channel
          .pipeline()
          .addLast(
              "echo",
              new io.netty.channel.ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(
                    io.netty.channel.ChannelHandlerContext ctx, Object message) {
                  ctx.writeAndFlush(message);
                }
              });
      channel.writeAndFlush(first);
    };
  }
}
