package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.http.head.Fields;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.http.impl.headers.Http2HeadersAdaptor;
import java.util.function.Consumer;

/**
 * Stands between Netty's decoder and Vert.x on one connection of HTTP/2: refuses what they let
 * pass, keeps the trailers of requests, of which Vert.x tells nothing, and ends a connection that
 * brings nothing but control frames. For one event loop.
 */
final class Http2Guard extends Http2FrameListenerDecorator {

  /** In a row, without anything of use between them. */
  static final int MOST_CONTROL_FRAMES = 1_000;

  private final Http2Connection connection;
  private final Http2Connection.PropertyKey trailers;
  private final Http2Connection.PropertyKey begun;
  private final Consumer<String> malformed;
  private int controlFrames;
  private long progress;
  private long backlog;

  private Http2Guard(Http2ConnectionHandler handler, Consumer<String> malformed) {
    super(handler.decoder().frameListener());
    this.connection = handler.connection();
    this.trailers = connection.newKey();
    this.begun = connection.newKey();
    this.malformed = malformed;
  }

  /**
   * The one of a connection; put there when there is none, for the requests that come and the
   * trailers of those that are there.
   *
   * @param malformed told what is wrong with a request that is refused; of a connection that has a
   *     guard already, nobody
   */
  static Http2Guard of(HttpConnection connection, Consumer<String> malformed) {
    Http2ConnectionHandler handler = handler(connection);
    Http2ConnectionDecoder decoder = handler.decoder();
    if (decoder.frameListener() instanceof Http2Guard guard) {
      return guard;
    }
    Http2Guard guard = new Http2Guard(handler, malformed);
    guard.markBegun();
    decoder.frameListener(guard);
    return guard;
  }

  private void markBegun() {
    try {
      connection.forEachActiveStream(
          stream -> {
            stream.setProperty(begun, true);
            return true;
          });
    } catch (Http2Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static Http2ConnectionHandler handler(HttpConnection connection) {
    return (Http2ConnectionHandler)
        ((HttpServerConnection) connection).channelHandlerContext().handler();
  }

  /** A number that changes whenever the client does something for its answers to go on. */
  long progress() {
    return progress;
  }

  /** Something was given to Vert.x to be sent, or has left. */
  void backlogChanged(long change) {
    backlog += change;
    if (change < 0) {
      progress++;
    }
  }

  /** Whether some of an answer is waiting to be sent. */
  boolean hasBacklog() {
    return backlog > 0;
  }

  /** Whether a request came with no body behind its head. */
  boolean ended(int streamId) {
    Http2Stream stream = connection.stream(streamId);
    return stream == null || !stream.state().remoteSideOpen();
  }

  /** The trailers of a request whose body has ended. */
  Fields trailers(int streamId) {
    Http2Stream stream = connection.stream(streamId);
    Http2Headers kept = stream == null ? null : stream.getProperty(trailers);
    return kept == null ? Fields.NONE : new MultiMapFields(new Http2HeadersAdaptor(kept));
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean end)
      throws Http2Exception {
    check(streamId, headers);
    super.onHeadersRead(ctx, streamId, headers, padding, end);
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
    check(streamId, headers);
    super.onHeadersRead(ctx, streamId, headers, streamDependency, weight, exclusive, padding, end);
  }

  private void check(int streamId, Http2Headers headers) throws Http2Exception {
    controlFrames = 0;
    progress++;
    Http2Stream stream = connection.stream(streamId);
    String wrong;
    // Netty takes a head that ends its stream for one that came before.
    if (stream.getProperty(begun) != null) {
      wrong = RequestRules.wrongFields(headers);
      RequestRules.keepTrailers(headers);
      stream.setProperty(trailers, headers);
    } else {
      stream.setProperty(begun, true);
      wrong = RequestRules.wrong(headers);
      nameAuthority(headers);
    }
    if (!wrong.isEmpty()) {
      malformed.accept(wrong);
      throw Http2Exception.streamError(streamId, Http2Error.PROTOCOL_ERROR, "%s", wrong);
    }
  }

  // A router of Vert.x insists on it, though a Host may stand in its place.
  private static void nameAuthority(Http2Headers headers) {
    CharSequence host = headers.get("host");
    if (headers.authority() == null && host != null) {
      headers.authority(host);
      headers.remove("host");
    }
  }

  @Override
  public int onDataRead(
      ChannelHandlerContext ctx,
      int streamId,
      io.netty.buffer.ByteBuf data,
      int padding,
      boolean end)
      throws Http2Exception {
    controlFrames = 0;
    progress++;
    return super.onDataRead(ctx, streamId, data, padding, end);
  }

  @Override
  public void onWindowUpdateRead(ChannelHandlerContext ctx, int streamId, int increment)
      throws Http2Exception {
    controlFrames = 0;
    progress++;
    super.onWindowUpdateRead(ctx, streamId, increment);
  }

  @Override
  public void onPingRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
    controlFrame();
    super.onPingRead(ctx, data);
  }

  @Override
  public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings)
      throws Http2Exception {
    controlFrame();
    super.onSettingsRead(ctx, settings);
  }

  @Override
  public void onPriorityRead(
      ChannelHandlerContext ctx,
      int streamId,
      int streamDependency,
      short weight,
      boolean exclusive)
      throws Http2Exception {
    controlFrame();
    super.onPriorityRead(ctx, streamId, streamDependency, weight, exclusive);
  }

  private void controlFrame() throws Http2Exception {
    if (++controlFrames > MOST_CONTROL_FRAMES) {
      throw Http2Exception.connectionError(
          Http2Error.ENHANCE_YOUR_CALM, "too many control frames in a row");
    }
  }
}
