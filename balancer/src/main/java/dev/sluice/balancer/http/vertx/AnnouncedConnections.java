package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.config.Address;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.CleanableHttpClient;
import io.vertx.core.http.impl.HttpChannelConnector;
import io.vertx.core.http.impl.HttpClientBase;
import io.vertx.core.http.impl.HttpClientConnectionInternal;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.util.function.Function;

/**
 * Connections of Vert.x's HTTP client that begin with something else. The client itself, asked for
 * a connection, gives one whose channel can't be reached; this takes the same steps.
 */
final class AnnouncedConnections {

  private final VertxInternal vertx;
  private final HttpClientBase client;

  /**
   * @param client whose options count, and which closes the connections when it is closed
   */
  AnnouncedConnections(VertxInternal vertx, HttpClientAgent client) {
    this.vertx = vertx;
    this.client = (HttpClientBase) ((CleanableHttpClient) client).delegate;
  }

  /**
   * @param beginning what is sent first
   */
  Future<HttpClientConnection> connect(
      Address address, Function<ByteBufAllocator, ByteBuf> beginning) {
    HttpChannelConnector connector =
        new HttpChannelConnector(
            client,
            client.netClient(),
            null,
            null,
            null,
            HttpVersion.HTTP_1_1,
            false,
            false,
            HostAndPort.create(address.host(), address.port()),
            SocketAddress.inetSocketAddress(address.port(), address.host()),
            false,
            0);
    return connector
        .httpConnect(vertx.getOrCreateContext())
        .map(connection -> begun(connection, beginning));
  }

  private static HttpClientConnection begun(
      HttpClientConnectionInternal connection, Function<ByteBufAllocator, ByteBuf> beginning) {
    ChannelHandlerContext vertxHandler = connection.channelHandlerContext();
    // In front of the handlers, which know of HTTP only; goes out with the first request.
    vertxHandler.pipeline().firstContext().write(beginning.apply(vertxHandler.channel().alloc()));
    // A single connection is in no pool that would want to know.
    connection.evictionHandler(evicted -> {});
    connection.concurrencyChangeHandler(concurrency -> {});
    return new UnpooledHttpClientConnection(connection);
  }
}
