package dev.sluice.balancer.http.vertx;

import dev.sluice.vertx.proxyprotocol.AcceptHookTransport;
import io.netty.channel.ChannelHandler;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.HttpServerImpl;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.impl.NetServerImpl;
import io.vertx.core.net.impl.NetServerInternal;
import io.vertx.core.spi.transport.Transport;
import java.util.function.UnaryOperator;

/**
 * Vert.x as one server sees it: it binds and accepts as ever, but what comes first on a connection
 * is ours. Any Vert.x will do, whatever its transport; its other servers are not concerned.
 */
final class AcceptingVertx extends VertxWrapper {

  private final Transport transport;

  /**
   * @param initializer as {@link AcceptHookTransport#initializing} has it
   */
  AcceptingVertx(VertxInternal vertx, UnaryOperator<ChannelHandler> initializer) {
    super(vertx);
    this.transport = AcceptHookTransport.initializing(vertx.transport(), initializer);
  }

  @Override
  public Transport transport() {
    return transport;
  }

  @Override
  public NetServerInternal createNetServer(NetServerOptions options) {
    return new NetServerImpl(this, options.copy());
  }

  @Override
  public HttpServer createHttpServer(HttpServerOptions options) {
    return new HttpServerImpl(this, options);
  }
}
