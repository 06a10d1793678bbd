package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.http.head.BodyLength;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.head.HopFields;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.head.ResponseHead;
import dev.sluice.balancer.http.head.Version;
import dev.sluice.balancer.http.stream.Fault;
import dev.sluice.balancer.http.stream.Outgoing;
import dev.sluice.balancer.http.stream.Upstream;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.http.impl.HttpClientStream;
import io.vertx.core.http.impl.HttpRequestHead;
import io.vertx.core.http.impl.HttpResponseHead;
import io.vertx.core.http.impl.headers.Http2HeadersAdaptor;
import java.util.Optional;

/** One request at a backend that speaks HTTP/2. For one event loop. */
final class H2Stream implements Upstream {

  private static final String HEAD_METHOD = "HEAD";
  private static final int SWITCHING = 101;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  private final Listener listener;
  private Runnable onCancel = () -> {};
  private Optional<H2Connection> connection = Optional.empty();
  private Optional<HttpClientStream> stream = Optional.empty();
  private Optional<H2Incoming> answer = Optional.empty();
  private Optional<H2Outgoing> request = Optional.empty();
  private String method = "";
  private boolean endsWithHead;
  private boolean numbered;
  private boolean over;

  H2Stream(Listener listener) {
    this.listener = listener;
  }

  /** The head of an answer over HTTP/2. */
  private record Head(int status, Fields fields, long length) implements ResponseHead {

    @Override
    public String reason() {
      return "";
    }

    @Override
    public Version version() {
      return Version.HTTP_2;
    }
  }

  /** What gives up its place while it waits. */
  void onCancel(Runnable action) {
    onCancel = action;
  }

  /** No connection came about. */
  void fail(Fault fault) {
    if (!over) {
      over = true;
      listener.failed(fault);
    }
  }

  /** It has a place on a connection. */
  void opened(H2Connection on, HttpClientStream opened) {
    if (over) {
      // Given up in between.
      on.left();
      return;
    }
    onCancel = on::left;
    connection = Optional.of(on);
    stream = Optional.of(opened);
    opened.exceptionHandler(this::broken);
    opened.headHandler(this::answered);
    opened.closeHandler(closed -> on.left());
    listener.ready(this);
  }

  @Override
  public Outgoing send(RequestHead head, HeadEdits edits, long length, boolean upgrade) {
    if (over) {
      return Outgoing.NOWHERE;
    }
    H2Connection on = connection.orElseThrow();
    HttpClientStream opened = stream.orElseThrow();
    method = head.method();
    boolean bodiless = length == BodyLength.NONE;
    H2Outgoing body = new H2Outgoing(on, opened, listener::writable, bodiless);
    request = Optional.of(body);
    // From now on the end of the stream gives its place back.
    onCancel = () -> {};
    // Nothing of the answer's body before it is asked for.
    opened.doPause();
    H2Incoming incoming = new H2Incoming(opened, this::received);
    answer = Optional.of(incoming);
    boolean written =
        !opened
            .writeHead(head(head, edits, length), false, null, bodiless, opened.priority(), false)
            .failed();
    if (over || !written) {
      // There was no number for it, or the connection is about to end.
      on.left();
      end(Fault.of(Fault.Kind.NOT_SENT, "the connection takes no more streams"));
      return Outgoing.NOWHERE;
    }
    numbered = true;
    on.sent(this, opened);
    return body;
  }

  private static HttpRequestHead head(RequestHead head, HeadEdits edits, long length) {
    MultiMap fields = MultiMap.caseInsensitiveMultiMap();
    EndToEnd.forEach(
        head.fields(),
        edits,
        (name, value) -> {
          if (!name.equals(FieldName.HOST.text())) {
            fields.add(name, value);
          }
        });
    if (HopFields.wantTrailers(head.fields())) {
      fields.set(FieldName.TE.text(), "trailers");
    }
    String announced = FieldName.CONTENT_LENGTH.text();
    if (length == BodyLength.UNKNOWN) {
      fields.remove(announced);
    } else if (length > 0) {
      fields.set(announced, Long.toString(length));
    }
    String authority = edits.authority().orElseGet(head::authority);
    return new HttpRequestHead(
        HttpMethod.valueOf(head.method()),
        edits.target().orElseGet(head::target),
        fields,
        authority.isEmpty() ? null : authority,
        null,
        null);
  }

  /**
   * A head has come.
   *
   * @return whether it is an interim one, and so not for Vert.x
   */
  boolean head(Http2Headers headers, boolean end) throws Http2Exception {
    int status = status(headers);
    if (status < 100 || status > 599 || status == SWITCHING) {
      throw Http2Exception.streamError(
          stream.orElseThrow().id(), Http2Error.PROTOCOL_ERROR, "no valid :status");
    }
    if (status >= 200) {
      endsWithHead = end;
      return false;
    }
    headers.remove(":status");
    if (!over) {
      Fields fields = new MultiMapFields(new Http2HeadersAdaptor(headers));
      listener.interim(new Head(status, fields, BodyLength.NONE));
    }
    return true;
  }

  private static int status(Http2Headers headers) {
    CharSequence text = headers.status();
    if (text == null || text.length() != 3) {
      return -1;
    }
    int status = 0;
    for (int i = 0; i < 3; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      status = status * 10 + digit;
    }
    return status;
  }

  private void answered(HttpResponseHead head) {
    if (over) {
      return;
    }
    H2Incoming body = answer.orElseThrow();
    body.announced();
    Fields fields = new MultiMapFields(head.headers);
    listener.answered(new Head(head.statusCode, fields, length(head.statusCode, fields)), body);
  }

  private long length(int status, Fields fields) {
    if (endsWithHead
        || status == NO_CONTENT
        || status == NOT_MODIFIED
        || method.equals(HEAD_METHOD)) {
      return BodyLength.NONE;
    }
    // Netty has seen to it that it is one number.
    return fields.first(FieldName.CONTENT_LENGTH).map(Long::parseLong).orElse(BodyLength.UNKNOWN);
  }

  /** All of the answer was delivered. */
  private void received() {
    over = true;
    if (!request.orElseThrow().ended()) {
      // The backend needs no more of it.
      request.orElseThrow().giveUp();
      reset();
    }
  }

  private void broken(Throwable cause) {
    end(fault(cause));
  }

  private void end(Fault fault) {
    if (over) {
      return;
    }
    over = true;
    request.ifPresent(H2Outgoing::giveUp);
    if (answer.isPresent() && answer.get().isAnnounced()) {
      answer.get().broken(fault);
    } else {
      listener.failed(fault);
    }
  }

  private Fault fault(Throwable cause) {
    String detail = String.valueOf(cause.getMessage());
    if (!numbered) {
      return Fault.of(Fault.Kind.NOT_SENT, detail);
    }
    if (cause instanceof StreamResetException reset) {
      return Fault.of(
          reset.getCode() == Http2Error.REFUSED_STREAM.code()
              ? Fault.Kind.NOT_SENT
              : Fault.Kind.RESET,
          "reset by the backend with code " + reset.getCode());
    }
    if (cause instanceof HttpClosedException && connection.orElseThrow().isGoingAway()) {
      boolean unseen = connection.get().isBeyondLast(stream.orElseThrow().id());
      return Fault.of(unseen ? Fault.Kind.NOT_SENT : Fault.Kind.RESET, "the backend goes away");
    }
    if (cause instanceof Http2Exception) {
      return Fault.of(Fault.Kind.MALFORMED, detail);
    }
    boolean stale = connection.isPresent() && connection.get().used();
    return Fault.of(stale ? Fault.Kind.STALE : Fault.Kind.RESET, detail);
  }

  @Override
  public void cancel() {
    if (over) {
      return;
    }
    over = true;
    onCancel.run();
    answer.ifPresent(H2Incoming::giveUp);
    request.ifPresent(
        body -> {
          body.giveUp();
          reset();
        });
  }

  private void reset() {
    stream.ifPresent(opened -> opened.reset(new StreamResetException(Http2Error.CANCEL.code())));
  }
}
