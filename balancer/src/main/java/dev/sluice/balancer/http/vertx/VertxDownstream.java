package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.http.head.BodyLength;
import dev.sluice.balancer.http.head.CurrentDate;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.head.ResponseHead;
import dev.sluice.balancer.http.head.Version;
import dev.sluice.balancer.http.stream.Client;
import dev.sluice.balancer.http.stream.Downstream;
import dev.sluice.balancer.http.stream.Incoming;
import dev.sluice.balancer.http.stream.Outgoing;
import dev.sluice.balancer.net.ChannelConnection;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * A request that came through Vert.x: a stream of HTTP/2, or, in the router of another application,
 * one of HTTP/1.x. For its event loop.
 */
final class VertxDownstream implements Downstream {

  private static final int CONTINUE = 100;
  private static final int EARLY_HINTS = 103;

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final VertxRequestHead head;
  private final Client client;
  private final CurrentDate date;
  private final VertxIncoming body;
  private final LongConsumer onBacklog;
  private Optional<VertxOutgoing> answer = Optional.empty();
  private Runnable writable = () -> {};
  private boolean over;

  /**
   * @param onBacklog told how what was not sent yet of the answer grows and shrinks
   */
  VertxDownstream(
      HttpServerRequest request,
      VertxRequestHead head,
      Client client,
      CurrentDate date,
      VertxIncoming body,
      LongConsumer onBacklog) {
    this.request = request;
    this.response = request.response();
    this.head = head;
    this.client = client;
    this.date = date;
    this.body = body;
    this.onBacklog = onBacklog;
  }

  @Override
  public Client client() {
    return client;
  }

  @Override
  public RequestHead head() {
    return head;
  }

  @Override
  public Incoming body() {
    return body;
  }

  @Override
  public void listen(Listener listener) {
    // Told of a reset, of a lost connection, and of the end.
    response.closeHandler(closed -> closed(listener));
    response.exceptionHandler(known -> {});
    writable = listener::writable;
  }

  private void closed(Listener listener) {
    boolean answered = answer.isPresent() && answer.get().ended();
    if (!over && !answered) {
      over = true;
      answer.ifPresent(VertxOutgoing::giveUp);
      listener.gone();
    }
  }

  @Override
  public boolean expectsContinue() {
    return head.version() != Version.HTTP_1_0
        && head.fields()
            .first(FieldName.EXPECT)
            .filter("100-continue"::equalsIgnoreCase)
            .isPresent();
  }

  @Override
  public void interim(ResponseHead interim, HeadEdits edits) {
    if (over || answer.isPresent() || response.closed()) {
      return;
    }
    if (head.version() == Version.HTTP_2) {
      writeInterim(interim, edits);
    } else if (interim.status() == CONTINUE && head.version() == Version.HTTP_1_1) {
      response.writeContinue();
    } else if (interim.status() == EARLY_HINTS && head.version() == Version.HTTP_1_1) {
      MultiMap hints = MultiMap.caseInsensitiveMultiMap();
      EndToEnd.forEach(interim.fields(), edits, hints::add);
      response.writeEarlyHints(hints);
    }
  }

  // By Netty, for Vert.x knows two of them only.
  private void writeInterim(ResponseHead interim, HeadEdits edits) {
    HttpServerConnection connection = (HttpServerConnection) request.connection();
    Http2Headers headers = new DefaultHttp2Headers().status(Integer.toString(interim.status()));
    EndToEnd.forEach(interim.fields(), edits, headers::add);
    Http2ConnectionHandler handler = Http2Guard.handler(connection);
    var ctx = connection.channelHandlerContext();
    handler.encoder().writeHeaders(ctx, request.streamId(), headers, 0, false, ctx.newPromise());
    ctx.flush();
  }

  @Override
  public Outgoing answer(ResponseHead answered, HeadEdits edits, long length) {
    if (over || response.closed()) {
      return Outgoing.NOWHERE;
    }
    date.addTo(answered, edits);
    response.setStatusCode(answered.status());
    MultiMap headers = response.headers();
    EndToEnd.forEach(answered.fields(), edits, headers::add);
    if (length == BodyLength.UNKNOWN) {
      headers.remove(FieldName.CONTENT_LENGTH.text());
      if (head.version() == Version.HTTP_1_1) {
        response.setChunked(true);
      }
    } else if (length > 0 && !headers.contains(FieldName.CONTENT_LENGTH.text())) {
      headers.set(FieldName.CONTENT_LENGTH.text(), Long.toString(length));
    }
    if (head.version() != Version.HTTP_2 && !answered.reason().isEmpty()) {
      response.setStatusMessage(answered.reason());
    }
    VertxOutgoing outgoing =
        new VertxOutgoing(response, new Backlog(this::writable, onBacklog), this::ended);
    answer = Optional.of(outgoing);
    return outgoing;
  }

  private void writable() {
    if (!over) {
      writable.run();
    }
  }

  /** The answer has gone out whole. */
  private void ended() {
    if (!over) {
      over = true;
      if (head.version() == Version.HTTP_2 && !body.ended()) {
        // Nobody reads the rest, and the client need not send it (RFC 9113, section 8.1).
        response.reset(Http2Error.NO_ERROR.code());
      }
    }
  }

  @Override
  public void upgrade(ResponseHead upgraded, HeadEdits edits, Consumer<ChannelConnection> taker) {
    throw new IllegalStateException("no request that comes through Vert.x asks for an upgrade");
  }

  @Override
  public void takeNoMore() {
    // Frames tell requests apart, whatever is in them.
    if (head.version() != Version.HTTP_2) {
      response.putHeader("connection", "close");
    }
  }

  @Override
  public void reset() {
    if (over) {
      return;
    }
    over = true;
    body.giveUp();
    answer.ifPresent(VertxOutgoing::giveUp);
    if (head.version() == Version.HTTP_2) {
      response.reset(Http2Error.INTERNAL_ERROR.code());
    } else {
      ((HttpServerConnection) request.connection()).channelHandlerContext().channel().close();
    }
  }

  @Override
  public long written() {
    return answer.map(VertxOutgoing::written).orElse(0L);
  }
}
