package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.balance.Attempts;
import dev.sluice.balancer.balance.Lease;
import dev.sluice.balancer.balance.Outcome;
import dev.sluice.balancer.balance.Refusal;
import dev.sluice.balancer.balance.Search;
import dev.sluice.balancer.balance.Waiter;
import dev.sluice.balancer.balance.retry.Deadline;
import dev.sluice.balancer.balance.retry.Decision;
import dev.sluice.balancer.balance.retry.Failure;
import dev.sluice.balancer.balance.retry.Failure.Progress;
import dev.sluice.balancer.balance.retry.RetryPolicy;
import dev.sluice.balancer.config.FailureKind;
import dev.sluice.balancer.http.Reason;
import dev.sluice.balancer.http.exchange.Service;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request on its way to a backend, and the answer back: finds a backend, waits for one, tries
 * another when the policy allows it, and accounts for the end. For one event loop.
 */
final class Exchange implements Try.Owner, Waiter, RequestBody.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  private final ProxyContext context;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Target target;
  private final RequestRecord record;
  private final RequestBody body;
  private final VertxRequestView view;
  private final Service service;
  private final Attempts attempts;
  private final Search search;
  private final Deadline whole;
  private final String requestId;
  private final boolean upgrading;

  private final List<Try> tries = new ArrayList<>(1);
  private Optional<Lease> reserved = Optional.empty();
  private Optional<Tunnel> tunnel = Optional.empty();
  private Optional<MirrorCopy> copy = Optional.empty();
  private Reason lastFailure = Reason.ALL_BACKENDS_DOWN;
  private int sent;
  private boolean hedged;
  private boolean answering;
  private boolean ended;

  Exchange(ProxyContext context, HttpServerRequest request, Target target, RequestRecord record) {
    this.context = context;
    this.request = request;
    this.response = request.response();
    this.target = target;
    this.record = record;
    this.body =
        new RequestBody(
            request,
            context.listener().config().limits().maxBodySize(),
            context.rule().replayLimit(),
            this);
    this.view = new VertxRequestView(request, target.path(), body.present());
    this.service = context.rule().services().choose();
    this.attempts = service.attempts(view);
    this.search = new Search(service.pool(), attempts, this);
    this.whole =
        Deadline.after(System.nanoTime(), context.listener().config().timeouts().request());
    this.requestId =
        RequestIds.of(request.getHeader(Heads.REQUEST_ID), context.listener().random());
    this.upgrading = !body.present() && Heads.asksForUpgrade(request);
  }

  void start() {
    request.pause();
    response.closeHandler(closed -> clientGone());
    response.exceptionHandler(failed -> clientGone());
    request.exceptionHandler(this::bodyBroken);
    context.exchanges().add(this);
    record.requestId(requestId);
    record.target(service.pool().name(), "");
    service.requested();
    if (body.announcedTooLarge()) {
      breakOff(Reason.BODY_TOO_LARGE);
    } else {
      copy = MirrorCopy.of(context, request, target, requestId, body.present());
      next();
    }
  }

  // --- finding a backend

  private void next() {
    if (!ended) {
      search.next();
    }
  }

  @Override
  public Executor executor() {
    return context.loop();
  }

  @Override
  public void granted(Lease lease) {
    reserved = Optional.empty();
    if (ended) {
      lease.complete(Outcome.CANCELLED);
    } else {
      begin(lease);
    }
  }

  @Override
  public void refused(Refusal refusal) {
    breakOff(
        switch (refusal) {
          case ALL_BACKENDS_DOWN, ALL_BACKENDS_TRIED -> lastFailure;
          case ALL_BACKENDS_BUSY, QUEUE_FULL -> Reason.QUEUE_FULL;
          case QUEUE_TIMEOUT -> Reason.QUEUE_TIMEOUT;
        });
  }

  private void begin(Lease lease) {
    sent++;
    record.target(service.pool().name(), lease.backend().toString());
    Try attempt =
        new Try(
            context.upstreams(),
            UpstreamUse.of(service.pool(), request),
            lease,
            new RequestOptions().setMethod(request.method()).setURI(target.uri()),
            service.retry().perTry(whole, System.nanoTime()),
            this);
    tries.add(attempt);
    attempt.start(false);
    if (!ended && sent == 1) {
      service.hedgeDelay(view).ifPresent(nanos -> context.loop().after(nanos, this::hedge));
    }
  }

  /** Asks a second backend when the first one takes longer than most. */
  private void hedge() {
    if (ended || answering || hedged || tries.size() != 1) {
      return;
    }
    hedged = true;
    attempts.exclude(tries.get(0).backend());
    if (service.tryHedge() && service.pool().choose(attempts) instanceof Lease lease) {
      begin(lease);
    }
  }

  // --- one try

  @Override
  public void send(Try self, HttpClientRequest outgoing) {
    outgoing.earlyHintsHandler(
        hints -> {
          if (request.version() != HttpVersion.HTTP_1_0 && !answering) {
            response.writeEarlyHints(hints);
          }
        });
    Heads.forward(
        request,
        target,
        requestId,
        context.listener().config().listen().trust(),
        outgoing.headers());
    if (upgrading) {
      Heads.upgrade(request, outgoing.headers());
      outgoing.connect();
    } else if (body.present()) {
      outgoing.continueHandler(proceed -> proceed());
      body.sendTo(outgoing);
    } else {
      outgoing.end();
    }
  }

  private void proceed() {
    if (request.version() != HttpVersion.HTTP_1_0 && !answering) {
      response.writeContinue();
    }
  }

  @Override
  public boolean mayResend(Try self) {
    boolean again = !answering && idempotent() && body.replayable();
    if (again) {
      body.detach();
    }
    return again;
  }

  @Override
  public void failed(Try self, FailureKind kind, Reason reason, Throwable cause) {
    tries.remove(self);
    body.detach();
    if (kind == FailureKind.CONNECT_FAILURE) {
      context.failures().report(service.pool().name(), self.backend(), cause);
    } else {
      LOG.debug("{}: {}: {}", context.server(), reason.word(), cause.toString());
      lastFailure = reason;
    }
    if (answering) {
      breakOff(reason);
      return;
    }
    attempts.exclude(self.backend());
    if (!tries.isEmpty()) {
      return; // another one is still under way beside it
    }
    if (kind == FailureKind.CONNECT_FAILURE) {
      // Nothing was sent: any other backend may have it, however often that takes.
      sent--;
      next();
    } else if (reason == Reason.BAD_RESPONSE) {
      breakOff(reason);
    } else {
      tryAgain(Failure.of(kind, idempotent(), progress(self)), reason);
    }
  }

  private void tryAgain(Failure failure, Reason reason) {
    Decision decision = service.retry().decide(failure, sent, whole, System.nanoTime());
    if (decision instanceof Decision.Retry retry) {
      context.loop().after(retry.delayNanos(), this::next);
    } else {
      LOG.debug("{}: not tried again: {}", context.server(), decision);
      breakOff(reason);
    }
  }

  private Progress progress(Try last) {
    if (answering) {
      return Progress.RESPONSE_BEGUN;
    }
    if (!body.replayable()) {
      return Progress.BODY_CONSUMED;
    }
    return last.reached() ? Progress.SENT_REPLAYABLE : Progress.NOTHING_SENT;
  }

  private boolean idempotent() {
    return RetryPolicy.isIdempotent(request.method().name());
  }

  // --- the answer

  @Override
  public void answered(Try self, HttpClientResponse answer) {
    if (ended || answering) {
      self.giveUp(Outcome.CANCELLED);
      return;
    }
    try {
      take(self, answer);
    } catch (RuntimeException fault) {
      // Vert.x refuses some heads that it has read itself; the client must not wait for ever.
      LOG.error(
          "{}: the answer to {} can't be passed on: {}",
          context.server(),
          target.uri(),
          fault.toString());
      answering = response.headWritten();
      if (!answering) {
        response.headers().clear();
      }
      breakOff(Reason.INTERNAL_ERROR);
    }
  }

  private void take(Try self, HttpClientResponse answer) {
    int status = answer.statusCode();
    boolean switching = status == 101;
    if ((switching && !upgrading) || status < 101 || (status > 101 && status < 200)) {
      self.fail(
          FailureKind.RESET,
          Reason.BAD_RESPONSE,
          new IllegalStateException("unexpected status " + status));
    } else if (status >= 400 && askAnother(self, status)) {
      return;
    } else {
      settleOn(self);
      if (switching) {
        upgrade(self, answer);
      } else {
        relay(self, answer);
      }
    }
  }

  /** Drops an answer that the rule wants to be tried again, if there is another backend for it. */
  private boolean askAnother(Try self, int status) {
    Failure failure = Failure.of(status, idempotent(), progress(self));
    Decision decision =
        tries.size() == 1
            ? service.retry().decide(failure, sent, whole, System.nanoTime())
            : Decision.GiveUp.NOT_A_REASON;
    if (!(decision instanceof Decision.Retry retry)) {
      return false;
    }
    attempts.exclude(self.backend());
    if (!(service.pool().choose(attempts) instanceof Lease lease)) {
      return false;
    }
    tries.remove(self);
    body.detach();
    self.giveUp(outcome(status));
    reserved = Optional.of(lease);
    context
        .loop()
        .after(
            retry.delayNanos(),
            () -> {
              lease.begun();
              granted(lease);
            });
    return true;
  }

  private void settleOn(Try winner) {
    answering = true;
    service.answeredAfter(System.nanoTime() - winner.started());
    record.target(service.pool().name(), winner.backend().toString());
    body.settle();
    for (Try other : List.copyOf(tries)) {
      if (other != winner) {
        tries.remove(other);
        other.giveUp(Outcome.CANCELLED);
      }
    }
  }

  private void relay(Try self, HttpClientResponse answer) {
    AnswerRelay relay = new AnswerRelay(request, answer);
    relay.head();
    service
        .setCookie(view, self.backend(), request.isSSL())
        .ifPresent(cookie -> response.headers().add(HttpHeaders.SET_COOKIE, cookie));
    boolean close = relay.untilClose() || context.exchanges().draining() || !body.sent();
    if (close) {
      response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    relay.start(
        self::touch,
        () -> answerEnded(self, relay, close),
        broken -> self.fail(FailureKind.RESET, Reason.BACKEND_RESET, broken));
  }

  private void answerEnded(Try self, AnswerRelay relay, boolean close) {
    if (ended) {
      return;
    }
    int status = response.getStatusCode();
    boolean whole = body.sent();
    // After a refused upgrade the client side of Vert.x still waits for the request's end.
    if (whole && !upgrading && !relay.lastOfConnection()) {
      self.done(outcome(status));
    } else {
      // Half a request may be on it: what came next would be taken for the rest.
      body.stop();
      self.giveUp(outcome(status));
    }
    response
        .end()
        .onComplete(
            done -> {
              if (close || !whole) {
                Lingering.close(request);
              }
            });
    end(status, "");
  }

  private static Outcome outcome(int status) {
    return status >= 500 ? Outcome.SERVER_ERROR : Outcome.SUCCESS;
  }

  private void upgrade(Try self, HttpClientResponse answer) {
    answer.pause();
    Heads.switchProtocols(request, answer);
    request
        .toNetSocket()
        .onComplete(
            client -> {
              Tunnel joined =
                  new Tunnel(
                      client, answer.netSocket(), moved -> self.touch(), () -> tunnelEnded(self));
              tunnel = Optional.of(joined);
              joined.start();
            },
            failed -> clientGone());
  }

  private void tunnelEnded(Try self) {
    self.giveUp(Outcome.SUCCESS);
    end(101, "");
  }

  // --- the body, the client, and time

  @Override
  public void bodyMoved(Buffer bytes) {
    tries.forEach(Try::touch);
    copy.ifPresent(c -> c.body(bytes));
  }

  @Override
  public void bodyEnded() {
    copy.ifPresent(MirrorCopy::bodyEnded);
  }

  @Override
  public void bodyTooLarge() {
    breakOff(Reason.BODY_TOO_LARGE);
  }

  @Override
  public void bodyBroken(Throwable cause) {
    if (cause instanceof HttpClosedException || cause instanceof IOException) {
      clientGone();
    } else {
      breakOff(Reason.BAD_REQUEST);
    }
  }

  /** Whether its body still comes over this connection. */
  boolean reads(HttpConnection connection) {
    return !body.sent() && request.connection() == connection;
  }

  void bodyMalformed() {
    breakOff(Reason.BAD_REQUEST);
  }

  private void clientGone() {
    if (tunnel.isEmpty()) {
      breakOff(Reason.CLIENT_GONE);
    }
  }

  /** Ends what has taken too long. */
  void checkDeadlines(long now) {
    if (ended) {
      return;
    }
    if (tunnel.isEmpty() && whole.passed(now)) {
      if (!answering && !body.waitsForClient()) {
        // Who hangs must not pass for healthy because the client's patience is the shorter one.
        tries.forEach(attempt -> attempt.giveUp(Outcome.TIMEOUT));
      }
      breakOff(Reason.REQUEST_TIMEOUT);
      return;
    }
    long patience = context.listener().config().timeouts().backendIdle().toNanos();
    for (Try attempt : List.copyOf(tries)) {
      if (patience > 0 && attempt.silentFor(patience, now)) {
        silent(attempt);
      } else if (!answering && attempt.late(now)) {
        timeOut(attempt);
      }
    }
  }

  private void silent(Try attempt) {
    if (tunnel.isPresent()) {
      tunnel.get().stop();
    } else if (body.waitsForClient() || (answering && response.writeQueueFull())) {
      breakOff(Reason.CLIENT_TIMEOUT);
    } else {
      timeOut(attempt);
    }
  }

  private static void timeOut(Try attempt) {
    attempt.fail(
        FailureKind.TIMEOUT,
        Reason.BACKEND_TIMEOUT,
        new IllegalStateException("no answer in time"));
  }

  /** Ends it now. */
  void stop() {
    tunnel.ifPresentOrElse(Tunnel::stop, () -> breakOff(Reason.STOPPED));
  }

  // --- the end

  /** The client gets an answer of ours or, in the middle of another, a closed connection. */
  private void breakOff(Reason reason) {
    if (ended) {
      return;
    }
    body.stop();
    search.cancel();
    reserved.ifPresent(lease -> lease.complete(Outcome.CANCELLED));
    List.copyOf(tries).forEach(t -> t.giveUp(Outcome.CANCELLED));
    tries.clear();
    boolean tell = !answering && reason != Reason.CLIENT_GONE;
    boolean close = !body.sent() || context.exchanges().draining();
    end(answering ? response.getStatusCode() : reason.status(), reason.word());
    if (tell) {
      LocalAnswer.send(request, reason, close);
    } else {
      request.connection().close();
    }
  }

  private void end(int status, String reason) {
    ended = true;
    copy.ifPresent(MirrorCopy::originalEnded);
    record.reason(reason);
    record.end(
        status,
        tunnel.map(Tunnel::received).orElseGet(body::moved),
        tunnel.map(Tunnel::sent).orElseGet(response::bytesWritten));
    // Last, as a stop is over then.
    context.exchanges().remove(this);
  }
}
