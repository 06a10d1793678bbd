package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.balance.Attempts;
import dev.sluice.balancer.balance.Lease;
import dev.sluice.balancer.balance.Outcome;
import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.balance.retry.Deadline;
import dev.sluice.balancer.config.FailureKind;
import dev.sluice.balancer.config.ListenConfig.Trust;
import dev.sluice.balancer.http.Reason;
import dev.sluice.balancer.http.exchange.Rule;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A copy of a request to another pool, whose answer is dropped. It never slows the original: when
 * its backend does not keep up, it is given up. For one event loop.
 */
final class MirrorCopy implements Try.Owner {

  /** Bytes of the body that may wait for the copy's connection. */
  private static final int MOST_WAITING = 64 * 1024;

  private final Exchanges exchanges;
  private final HttpServerRequest request;
  private final Target target;
  private final String requestId;
  private final boolean hasBody;
  private final Trust trust;
  private final long patienceNanos;
  private final List<Buffer> waiting = new ArrayList<>(0);
  private Optional<Try> attempt = Optional.empty();
  private Optional<HttpClientRequest> outgoing = Optional.empty();
  private int waitingBytes;
  private boolean bodyEnded;

  private MirrorCopy(
      ProxyContext context,
      HttpServerRequest request,
      Target target,
      String requestId,
      boolean hasBody) {
    this.exchanges = context.exchanges();
    this.request = request;
    this.target = target;
    this.requestId = requestId;
    this.hasBody = hasBody;
    this.trust = context.listener().config().listen().trust();
    this.patienceNanos = context.listener().config().timeouts().backendIdle().toNanos();
  }

  /** Starts a copy if the rule wants one of this request, and a backend is free for it. */
  static Optional<MirrorCopy> of(
      ProxyContext context,
      HttpServerRequest request,
      Target target,
      String requestId,
      boolean hasBody) {
    Optional<Rule.Copies> wanted = context.rule().copies().filter(c -> c.mirror().copies());
    if (wanted.isEmpty() || context.exchanges().copiesAreFull()) {
      return Optional.empty();
    }
    Pool pool = wanted.get().pool();
    if (!(pool.choose(new Attempts()) instanceof Lease lease)) {
      return Optional.empty();
    }
    MirrorCopy copy = new MirrorCopy(context, request, target, requestId, hasBody);
    copy.start(context, pool, lease);
    return Optional.of(copy);
  }

  private void start(ProxyContext context, Pool pool, Lease lease) {
    Try only =
        new Try(
            context.upstreams(),
            UpstreamUse.of(pool, request),
            lease,
            new RequestOptions().setMethod(request.method()).setURI(target.uri()),
            Deadline.NONE,
            this);
    attempt = Optional.of(only);
    exchanges.add(this);
    only.start(false);
  }

  @Override
  public void send(Try self, HttpClientRequest to) {
    outgoing = Optional.of(to);
    Heads.forward(request, target, requestId, trust, to.headers());
    if (!hasBody) {
      to.end();
      return;
    }
    to.headers().remove(HttpHeaders.EXPECT);
    if (!to.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
      to.setChunked(true);
    }
    to.sendHead();
    waiting.forEach(to::write);
    waiting.clear();
    if (bodyEnded) {
      to.end();
    }
  }

  /** More of the original's body. */
  void body(Buffer bytes) {
    if (attempt.isEmpty()) {
      return;
    }
    if (outgoing.isPresent()) {
      outgoing.get().write(bytes);
      if (outgoing.get().writeQueueFull()) {
        giveUp();
      }
    } else {
      waiting.add(bytes);
      waitingBytes += bytes.length();
      if (waitingBytes > MOST_WAITING) {
        giveUp();
      }
    }
  }

  /** The original's body is whole. */
  void bodyEnded() {
    if (attempt.isPresent() && !bodyEnded) {
      bodyEnded = true;
      outgoing.ifPresent(HttpClientRequest::end);
    }
  }

  /** The original was broken off; half a copy is of no use. */
  void originalEnded() {
    if (hasBody && !bodyEnded) {
      giveUp();
    }
  }

  @Override
  public boolean mayResend(Try self) {
    return false;
  }

  @Override
  public void answered(Try self, HttpClientResponse answer) {
    Outcome outcome = answer.statusCode() >= 500 ? Outcome.SERVER_ERROR : Outcome.SUCCESS;
    boolean reusable =
        (!hasBody || bodyEnded) && !Heads.connectionOptions(answer.headers()).contains("close");
    answer.exceptionHandler(broken -> end(Outcome.RESET));
    answer.handler(dropped -> self.touch());
    answer.endHandler(
        end -> {
          over();
          if (reusable) {
            self.done(outcome);
          } else {
            self.giveUp(outcome);
          }
        });
  }

  @Override
  public void failed(Try self, FailureKind kind, Reason reason, Throwable cause) {
    over();
  }

  void checkDeadline(long now) {
    if (patienceNanos > 0 && attempt.filter(t -> t.silentFor(patienceNanos, now)).isPresent()) {
      end(hasBody && !bodyEnded ? Outcome.CANCELLED : Outcome.TIMEOUT);
    }
  }

  void giveUp() {
    end(Outcome.CANCELLED);
  }

  private void end(Outcome outcome) {
    attempt.ifPresent(t -> t.giveUp(outcome));
    over();
  }

  private void over() {
    attempt = Optional.empty();
    outgoing = Optional.empty();
    waiting.clear();
    exchanges.remove(this);
  }
}
