package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.http.stream.Fault;
import dev.sluice.balancer.net.Alarm;
import dev.sluice.balancer.net.Wheel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.http.impl.HttpClientConnectionInternal;
import io.vertx.core.http.impl.HttpClientStream;
import java.time.Duration;

/** One connection to a backend that speaks HTTP/2. For its event loop. */
final class H2Connection {

  /** Streams at a time on one, whatever more the backend allows. */
  private static final long MOST_STREAMS = 1_000;

  private final H2Backend backend;
  private final HttpClientConnectionInternal connection;
  private final Wheel wheel;
  private final long idleNanos;
  private final Http2ConnectionHandler handler;
  private final Http2Connection.PropertyKey key;
  private final Alarm idleAlarm = new Alarm(this::close);
  private final Alarm ageAlarm = new Alarm(this::retire);
  private int maxIdle;
  private int active;
  private boolean retired;
  private boolean closing;
  private boolean used;

  H2Connection(
      H2Backend backend, HttpClientConnectionInternal connection, Wheel wheel, Duration idle) {
    this.backend = backend;
    this.connection = connection;
    this.wheel = wheel;
    this.idleNanos = idle.toNanos();
    this.handler = (Http2ConnectionHandler) connection.channelHandlerContext().handler();
    this.key = handler.connection().newKey();
  }

  /**
   * @param maxAge after which it takes no more streams; zero for none
   */
  void begin(Duration maxAge) {
    handler.decoder().frameListener(new Heads());
    // On GOAWAY of either side, and at the end.
    connection.evictionHandler(known -> retire());
    connection.exceptionHandler(known -> {});
    channel().closeFuture().addListener(closed -> closed());
    if (!maxAge.isZero()) {
      wheel.set(ageAlarm, maxAge.toNanos());
    }
  }

  private Channel channel() {
    return connection.channelHandlerContext().channel();
  }

  /** Whether it can take another stream. */
  boolean hasRoom() {
    return !retired
        && channel().isActive()
        && active < Math.min(MOST_STREAMS, connection.concurrency())
        && handler.connection().local().canOpenStream();
  }

  /** Whether it waits for its next stream. */
  boolean isIdle() {
    return active == 0 && !retired;
  }

  /** Whether it has served before. */
  boolean used() {
    return used;
  }

  /** Whether the backend has said that it takes no more streams. */
  boolean isGoingAway() {
    return handler.connection().goAwayReceived();
  }

  /**
   * Whether a stream came too late for the backend (RFC 9113, section 6.8). Asked of Netty: what
   * Vert.x tells of it is a copy that nobody can release.
   */
  boolean isBeyondLast(int stream) {
    return stream > handler.connection().local().lastStreamKnownByPeer();
  }

  ChannelHandlerContext context() {
    return connection.channelHandlerContext();
  }

  Http2ConnectionHandler handler() {
    return handler;
  }

  void open(H2Stream stream) {
    active++;
    wheel.cancel(idleAlarm);
    connection
        .createStream(connection.context())
        .onComplete(
            opened -> {
              if (opened.succeeded()) {
                stream.opened(this, opened.result());
              } else {
                left();
                stream.fail(
                    Fault.of(Fault.Kind.NOT_SENT, String.valueOf(opened.cause().getMessage())));
              }
            });
  }

  /** A stream has its number now. */
  void sent(H2Stream stream, HttpClientStream opened) {
    Http2Stream netty = handler.connection().stream(opened.id());
    if (netty != null) {
      netty.setProperty(key, stream);
    }
  }

  /** A stream is over. */
  void left() {
    active--;
    used = true;
    if (active == 0) {
      idleIfUnused(maxIdle);
    }
  }

  /**
   * Has it wait for its next stream, if it serves none.
   *
   * @param most how many may do so
   */
  void idleIfUnused(int most) {
    maxIdle = most;
    if (active > 0) {
      return;
    }
    if (retired || backend.idle() > most) {
      close();
    } else if (idleNanos > 0) {
      wheel.set(idleAlarm, idleNanos);
    }
  }

  /** It takes no more streams. */
  private void retire() {
    retired = true;
    if (active == 0) {
      close();
    }
  }

  // With a GOAWAY; what is still open is broken off.
  private void close() {
    retired = true;
    // Not again from within: saying so evicts it, before the words are out.
    if (!closing) {
      closing = true;
      channel().close();
    }
  }

  private void closed() {
    retired = true;
    wheel.cancel(idleAlarm);
    wheel.cancel(ageAlarm);
    backend.remove(this);
  }

  /** Sees the heads of answers before Vert.x, which takes most interim ones for final. */
  private final class Heads extends Http2FrameListenerDecorator {

    Heads() {
      super(handler.decoder().frameListener());
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean end)
        throws Http2Exception {
      if (!interim(streamId, headers, end)) {
        super.onHeadersRead(ctx, streamId, headers, padding, end);
      }
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx,
        int streamId,
        Http2Headers headers,
        int streamDependency,
        short weight,
        boolean exclusive,
        int padding,
        boolean end)
        throws Http2Exception {
      if (!interim(streamId, headers, end)) {
        super.onHeadersRead(
            ctx, streamId, headers, streamDependency, weight, exclusive, padding, end);
      }
    }

    private boolean interim(int streamId, Http2Headers headers, boolean end) throws Http2Exception {
      Http2Stream netty = handler.connection().stream(streamId);
      H2Stream stream = netty == null ? null : netty.getProperty(key);
      return stream != null && !netty.isTrailersReceived() && stream.head(headers, end);
    }
  }
}
