package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.balance.Attempts;
import dev.sluice.balancer.balance.Backend;
import dev.sluice.balancer.balance.Lease;
import dev.sluice.balancer.balance.Outcome;
import dev.sluice.balancer.http.Reason;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request on its way to a backend, and the answer back. For one event loop.
 *
 * <p>It is tried again on another backend as long as nothing was sent, and, where the method is
 * idempotent (RFC 9110 §9.2.2), as long as nothing of its body was read and nothing was answered.
 */
final class Exchange {

  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  private static final Set<HttpMethod> IDEMPOTENT =
      Set.of(
          HttpMethod.GET,
          HttpMethod.HEAD,
          HttpMethod.OPTIONS,
          HttpMethod.PUT,
          HttpMethod.DELETE,
          HttpMethod.TRACE);

  private final ProxyContext context;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Target target;
  private final RequestRecord record;
  private final RequestBody body;
  private final Attempts attempts = new Attempts();
  private final String requestId;

  private Optional<Lease> lease = Optional.empty();
  private Optional<Upstream> upstream = Optional.empty();
  private Optional<Tunnel> tunnel = Optional.empty();

  /** Told apart from the callbacks of tries that were given up. */
  private int tries;

  private Reason lastFailure = Reason.ALL_BACKENDS_DOWN;
  private long lastMoved = System.nanoTime();
  private boolean answering;
  private boolean ended;

  Exchange(ProxyContext context, HttpServerRequest request, Target target, RequestRecord record) {
    this.context = context;
    this.request = request;
    this.response = request.response();
    this.target = target;
    this.record = record;
    this.body = new RequestBody(request, context.listener().config().limits().maxBodySize());
    this.requestId =
        RequestIds.of(request.getHeader(Heads.REQUEST_ID), context.listener().random());
  }

  void start() {
    request.pause();
    response.closeHandler(closed -> clientGone());
    response.exceptionHandler(failed -> clientGone());
    request.exceptionHandler(failed -> clientGone());
    context.exchanges().add(this);
    record.requestId(requestId);
    if (body.announcedTooLarge()) {
      refuse(Reason.BODY_TOO_LARGE);
    } else {
      attempt(false);
    }
  }

  private void attempt(boolean fresh) {
    lease = context.pool().pick(attempts);
    lease.ifPresentOrElse(picked -> connect(picked, fresh), () -> refuse(lastFailure));
  }

  private void connect(Lease picked, boolean fresh) {
    Backend backend = picked.backend();
    record.target(context.pool().name(), backend.toString());
    context
        .upstreams()
        .acquire(backend, fresh)
        .onComplete(
            connected -> send(connected),
            failed -> {
              reportFailure(backend, failed);
              picked.complete(Outcome.CONNECT_FAILURE);
              if (!ended) {
                attempts.exclude(backend);
                attempt(false);
              }
            });
  }

  private void reportFailure(Backend backend, Throwable cause) {
    long times = context.failures().admit();
    if (times > 0) {
      LOG.info(
          "{}: backend {} of pool {} took no connection ({} such since the last line): {}",
          context.listener().config().name(),
          backend,
          context.pool().name(),
          times,
          cause.getMessage());
    }
  }

  private void send(Upstream connected) {
    if (ended) {
      context.upstreams().release(connected);
      return;
    }
    upstream = Optional.of(connected);
    touch();
    int thisTry = ++tries;
    connected
        .connection()
        .request(new RequestOptions().setMethod(request.method()).setURI(target.uri()))
        .onComplete(
            outgoing -> sendHead(outgoing, thisTry), failed -> backendLost(thisTry, failed));
  }

  private void sendHead(HttpClientRequest outgoing, int thisTry) {
    if (ended || thisTry != tries) {
      return;
    }
    outgoing.exceptionHandler(failed -> backendLost(thisTry, failed));
    outgoing
        .response()
        .onComplete(answer -> answered(answer, thisTry), failed -> backendLost(thisTry, failed));
    outgoing.earlyHintsHandler(
        hints -> {
          if (request.version() != HttpVersion.HTTP_1_0 && !answering) {
            response.writeEarlyHints(hints);
          }
        });
    Heads.forward(request, target, requestId, outgoing.headers());
    if (asksForUpgrade()) {
      Heads.upgrade(request, outgoing.headers());
      outgoing.connect();
    } else if (body.present()) {
      outgoing.continueHandler(proceed -> response.writeContinue());
      body.send(outgoing, this::touch, () -> bodyTooLarge(thisTry), failed -> clientGone());
    } else {
      outgoing.end();
    }
  }

  private boolean asksForUpgrade() {
    return request.method() == HttpMethod.GET
        && !body.present()
        && request.headers().contains(HttpHeaders.UPGRADE)
        && Heads.connectionOptions(request.headers()).contains("upgrade")
        // HTTP/2 is a matter between the client and us, not with the backend.
        && !request.getHeader(HttpHeaders.UPGRADE).toLowerCase(Locale.ROOT).startsWith("h2c");
  }

  private void answered(HttpClientResponse answer, int thisTry) {
    if (ended || thisTry != tries) {
      return;
    }
    touch();
    boolean switching = answer.statusCode() == 101;
    try {
      if (switching && asksForUpgrade()) {
        upgrade(answer);
      } else if (switching || answer.statusCode() < 200) {
        backendFailed(Reason.BAD_RESPONSE, Outcome.RESET);
      } else {
        relay(answer, thisTry);
      }
    } catch (RuntimeException fault) {
      // Vert.x refuses some heads that it has read itself; the client must not wait for ever.
      LOG.error(
          "{}: the answer to {} can't be passed on: {}",
          context.listener().config().name(),
          target.uri(),
          fault.toString());
      answering = response.headWritten();
      breakOff(Reason.INTERNAL_ERROR, Outcome.CANCELLED);
    }
  }

  private void relay(HttpClientResponse answer, int thisTry) {
    answering = true;
    setStatus(answer);
    Heads.copyEndToEnd(answer.headers(), response.headers());
    Heads.via(answer.version(), response.headers());
    boolean sized = answer.headers().contains(HttpHeaders.CONTENT_LENGTH);
    boolean empty =
        request.method() == HttpMethod.HEAD
            || answer.statusCode() == 204
            || answer.statusCode() == 304;
    boolean untilClose = !sized && !empty && request.version() == HttpVersion.HTTP_1_0;
    boolean close = untilClose || context.exchanges().draining() || !body.sent();
    if (close) {
      response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    if (!sized && !empty && !untilClose) {
      response.setChunked(true);
      // Not to wait for the first of the body: it may be long in coming.
      response.writeHead();
    }
    boolean reusable =
        !Heads.connectionOptions(answer.headers()).contains("close")
            // Vert.x has the request of a refused upgrade go on for ever.
            && !asksForUpgrade();
    new Pump(answer, response, moved -> touch(), () -> answerEnded(answer, close, reusable))
        .start(failed -> backendLost(thisTry, failed));
  }

  private void setStatus(HttpClientResponse answer) {
    response.setStatusCode(answer.statusCode());
    // Vert.x tells a 304 by the very object that stands for it, so a usual message is left alone.
    if (!answer.statusMessage().equals(response.getStatusMessage())) {
      response.setStatusMessage(answer.statusMessage());
    }
  }

  private void answerEnded(HttpClientResponse answer, boolean close, boolean reusable) {
    if (ended) {
      return;
    }
    if (response.isChunked()) {
      answer.trailers().forEach(field -> response.putTrailer(field.getKey(), field.getValue()));
    }
    boolean whole = body.sent();
    if (whole && reusable) {
      upstream.ifPresent(context.upstreams()::release);
    } else {
      // Half a request is on it: what came next would be taken for the rest.
      body.stop();
      upstream.ifPresent(context.upstreams()::discard);
    }
    boolean closing = close || !whole;
    response
        .end()
        .onComplete(
            done -> {
              if (closing) {
                Lingering.close(request);
              }
            });
    end(
        answer.statusCode() >= 500 ? Outcome.SERVER_ERROR : Outcome.SUCCESS,
        answer.statusCode(),
        "");
  }

  private void upgrade(HttpClientResponse answer) {
    answering = true;
    answer.pause();
    response.setStatusCode(101);
    Heads.copyEndToEnd(answer.headers(), response.headers());
    response.putHeader(HttpHeaders.CONNECTION, "Upgrade");
    response
        .headers()
        .set(HttpHeaders.UPGRADE.toString(), answer.headers().getAll(HttpHeaders.UPGRADE));
    // Vert.x looks for exactly this value before it lets a connection go.
    request.headers().set(HttpHeaders.CONNECTION, "Upgrade");
    request
        .toNetSocket()
        .onComplete(
            client -> {
              Tunnel joined =
                  new Tunnel(client, answer.netSocket(), moved -> touch(), this::tunnelEnded);
              tunnel = Optional.of(joined);
              joined.start();
            },
            failed -> clientGone());
  }

  private void tunnelEnded() {
    upstream.ifPresent(context.upstreams()::discard);
    end(Outcome.SUCCESS, 101, "");
  }

  /** The connection to the backend broke, or what came over it makes no sense. */
  private void backendLost(int thisTry, Throwable failure) {
    if (ended || thisTry != tries || tunnel.isPresent()) {
      return;
    }
    Reason reason =
        failure instanceof DecoderException || failure instanceof IllegalArgumentException
            ? Reason.BAD_RESPONSE
            : Reason.BACKEND_RESET;
    LOG.debug("{}: {}: {}", context.listener().config().name(), reason.word(), failure.toString());
    boolean again =
        reason == Reason.BACKEND_RESET
            && !answering
            && body.untouched()
            && IDEMPOTENT.contains(request.method());
    if (again) {
      tryAgain(reason);
    } else {
      backendFailed(reason, Outcome.RESET);
    }
  }

  private void tryAgain(Reason reason) {
    tries++;
    body.rewind();
    Upstream lost = upstream.orElseThrow();
    Lease current = lease.orElseThrow();
    upstream = Optional.empty();
    context.upstreams().discard(lost);
    if (lost.used()) {
      // The backend closed a kept connection while the request was on its way.
      connect(current, true);
    } else {
      lastFailure = reason;
      current.complete(Outcome.RESET);
      attempts.exclude(lost.backend());
      attempt(true);
    }
  }

  private void backendFailed(Reason reason, Outcome outcome) {
    tries++;
    lease.ifPresent(held -> held.complete(outcome));
    breakOff(reason, outcome);
  }

  private void bodyTooLarge(int thisTry) {
    if (!ended && thisTry == tries) {
      breakOff(Reason.BODY_TOO_LARGE, Outcome.CANCELLED);
    }
  }

  private void clientGone() {
    if (!ended) {
      breakOff(Reason.CLIENT_GONE, Outcome.CANCELLED);
    }
  }

  /** Ends it when nothing has moved for too long. */
  void checkDeadline(long now) {
    long patience = context.listener().config().timeouts().backendIdle().toNanos();
    // Without a connection yet, the connect timeout counts.
    if (patience == 0 || upstream.isEmpty() || now - lastMoved < patience || ended) {
      return;
    }
    if (tunnel.isPresent()) {
      tunnel.get().stop();
    } else if (body.waitsForClient()) {
      breakOff(Reason.REQUEST_TIMEOUT, Outcome.CANCELLED);
    } else {
      breakOff(Reason.BACKEND_TIMEOUT, Outcome.TIMEOUT);
    }
  }

  /** Ends it now. */
  void stop() {
    if (tunnel.isPresent()) {
      tunnel.get().stop();
    } else if (!ended) {
      breakOff(Reason.STOPPED, Outcome.CANCELLED);
    }
  }

  /**
   * Gives up the backend; the client gets an answer, or, in the middle of one, a closed connection.
   */
  private void breakOff(Reason reason, Outcome outcome) {
    tries++;
    body.stop();
    upstream.ifPresent(context.upstreams()::discard);
    boolean tell = !answering && reason != Reason.CLIENT_GONE;
    boolean unread = !body.sent();
    int status = answering ? response.getStatusCode() : reason.status();
    end(outcome, status, reason.word());
    if (tell) {
      LocalAnswer.send(request, reason, unread || context.exchanges().draining());
    } else {
      request.connection().close();
    }
  }

  private void refuse(Reason reason) {
    breakOff(reason, Outcome.CANCELLED);
  }

  private void end(Outcome outcome, int status, String reason) {
    if (ended) {
      return;
    }
    ended = true;
    lease.ifPresent(held -> held.complete(outcome));
    context.exchanges().remove(this);
    record.reason(reason);
    record.end(
        status,
        tunnel.map(Tunnel::received).orElseGet(body::moved),
        tunnel.map(Tunnel::sent).orElseGet(response::bytesWritten));
  }

  private void touch() {
    lastMoved = System.nanoTime();
  }
}
