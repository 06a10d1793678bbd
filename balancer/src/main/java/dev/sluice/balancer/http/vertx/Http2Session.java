package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.http.Reason;
import dev.sluice.balancer.net.Alarm;
import dev.sluice.balancer.net.Wheel;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.http.HttpConnection;
import java.util.function.Consumer;

/**
 * One client's connection of HTTP/2: ended when there are no requests on it for too long, or when
 * the client takes nothing of its answers for as long. For one event loop.
 */
final class Http2Session extends Http2ConnectionAdapter {

  private final Http2ConnectionHandler handler;
  private final Channel channel;
  private final Http2Guard guard;
  private final Wheel wheel;
  private final long idleNanos;
  private final Consumer<String> refused;
  private final Alarm alarm = new Alarm(this::silent);
  private long progress;

  private Http2Session(
      HttpConnection connection, Wheel wheel, long idleNanos, Consumer<String> refused) {
    this.handler = Http2Guard.handler(connection);
    this.channel = channel(connection);
    this.guard = Http2Guard.of(connection, wrong -> refused.accept(Reason.BAD_REQUEST.word()));
    this.wheel = wheel;
    this.idleNanos = idleNanos;
    this.refused = refused;
  }

  /**
   * Looks after a connection from now on.
   *
   * @param idleNanos zero for no limit
   * @param refused told the word for the log of a request or connection that is refused
   */
  static void begin(
      HttpConnection connection, Wheel wheel, long idleNanos, Consumer<String> refused) {
    Http2Session session = new Http2Session(connection, wheel, idleNanos, refused);
    // What goes wrong with a connection shows in its requests, or as its end.
    connection.exceptionHandler(known -> {});
    if (idleNanos > 0) {
      session.handler.connection().addListener(session);
      session.channel.closeFuture().addListener(closed -> wheel.cancel(session.alarm));
      wheel.set(session.alarm, idleNanos);
    }
  }

  static Channel channel(HttpConnection connection) {
    return ((io.vertx.core.http.impl.HttpServerConnection) connection)
        .channelHandlerContext()
        .channel();
  }

  @Override
  public void onStreamActive(Http2Stream stream) {
    if (handler.connection().numActiveStreams() == 1) {
      restart();
    }
  }

  @Override
  public void onStreamClosed(Http2Stream stream) {
    restart();
  }

  private void restart() {
    if (channel.isOpen()) {
      progress = guard.progress();
      wheel.set(alarm, idleNanos);
    }
  }

  private void silent() {
    if (handler.connection().numActiveStreams() == 0) {
      // With a GOAWAY.
      channel.close();
    } else if (progress == guard.progress() && guard.hasBacklog()) {
      refused.accept(Reason.CLIENT_TIMEOUT.word());
      channel.close();
    } else {
      restart();
    }
  }
}
