package dev.sluice.backend;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves TCP. Vert.x accepts and does TLS; the bytes are handled at the channel, where a half-close
 * is seen in its place among them and nothing is copied.
 */
final class TcpListener implements Listener {

  private static final Logger LOG = LoggerFactory.getLogger(TcpListener.class);

  private final Settings settings;
  private final FaultInjector faults;
  private final SocketAddress address;
  private final NetServer server;

  TcpListener(Vertx vertx, Settings settings, FaultInjector faults, SocketAddress address) {
    this.settings = settings;
    this.faults = faults;
    this.address = address;
    NetServerOptions options = new NetServerOptions().setAcceptBacklog(Backend.BACKLOG);
    settings.tls().ifPresent(tls -> tls.apply(options));
    this.server =
        vertx
            .createNetServer(options)
            .connectHandler(this::connected)
            .exceptionHandler(e -> LOG.debug("connection refused: {}", e.getMessage()));
  }

  private void connected(NetSocket socket) {
    socket.exceptionHandler(e -> LOG.debug("connection lost: {}", e.getMessage()));
    if (settings.behaviour().verbose()) {
      LOG.info("tcp {} connected to {}", socket.remoteAddress(), server.actualPort());
    }
    ChannelHandlerContext vertxHandler = ((NetSocketInternal) socket).channelHandlerContext();
    vertxHandler.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    vertxHandler.pipeline().addBefore(vertxHandler.name(), "mode", mode());
  }

  private ChannelHandler mode() {
    return switch (settings.behaviour().tcpMode()) {
      case HI -> new HiHandler(Backend.greeting(server.actualPort()), faults);
      case ECHO -> new EchoBytesHandler();
      case SINK -> new SinkHandler(faults);
    };
  }

  @Override
  public Future<Integer> listen() {
    return server.listen(address).map(NetServer::actualPort);
  }

  @Override
  public Future<Void> shutdown(Duration grace) {
    return server.shutdown(grace.toMillis(), TimeUnit.MILLISECONDS);
  }
}
