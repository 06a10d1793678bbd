package dev.sluice.balancer.net.tls;

import dev.sluice.balancer.config.Address;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.time.Duration;

/** TLS on sockets that Vert.x has connected to a backend. */
public final class ClientHandshake {

  private ClientHandshake() {}

  /**
   * Begins TLS on a connected socket, behind what was sent on it.
   *
   * @param context of the socket
   * @param timeout for the handshake; zero for none
   * @return completes on the context once the handshake is over; when it fails, with a message for
   *     the log, and the socket is closed
   */
  public static Future<NetSocket> begin(
      ContextInternal context, NetSocket socket, ClientTls tls, Address backend, Duration timeout) {
    Promise<NetSocket> done = context.promise();
    ChannelHandlerContext handler = ((NetSocketInternal) socket).channelHandlerContext();
    // What goes wrong here is told below.
    socket.exceptionHandler(known -> {});
    if (handler.executor().inEventLoop()) {
      begin(handler.channel(), tls, backend, timeout, socket, done);
    } else {
      handler
          .executor()
          .execute(() -> begin(handler.channel(), tls, backend, timeout, socket, done));
    }
    return done.future();
  }

  private static void begin(
      Channel channel,
      ClientTls tls,
      Address backend,
      Duration timeout,
      NetSocket socket,
      Promise<NetSocket> done) {
    SslHandler handler;
    try {
      handler = tls.newHandler(channel.alloc(), backend, timeout);
    } catch (IllegalStateException closed) {
      channel.close();
      done.fail(closed);
      return;
    }
    channel.pipeline().addFirst("tls", handler);
    handler
        .handshakeFuture()
        .addListener(
            shaken -> {
              if (shaken.isSuccess()) {
                done.complete(socket);
              } else {
                channel.close();
                done.fail(new IOException(TlsFailure.describe(shaken.cause()), shaken.cause()));
              }
            });
  }
}
