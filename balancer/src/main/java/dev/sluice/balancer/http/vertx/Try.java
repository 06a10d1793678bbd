package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.balance.Backend;
import dev.sluice.balancer.balance.Lease;
import dev.sluice.balancer.balance.Outcome;
import dev.sluice.balancer.balance.retry.Deadline;
import dev.sluice.balancer.config.FailureKind;
import dev.sluice.balancer.http.Reason;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.util.Optional;

/** One request at one backend, up to the head of its answer. For one event loop. */
final class Try {

  /** Who made it. Is told of exactly one end, unless the try is given up. */
  interface Owner {

    /** There is a connection: the head, and what follows it, is to be sent. */
    void send(Try self, HttpClientRequest outgoing);

    /** Whether the request may be sent again after a kept connection turned out to be dead. */
    boolean mayResend(Try self);

    /** The head of the final answer. */
    void answered(Try self, HttpClientResponse answer);

    /** No answer will come. The lease has ended. */
    void failed(Try self, FailureKind kind, Reason reason, Throwable cause);
  }

  private final Upstreams upstreams;
  private final Lease lease;
  private final RequestOptions options;
  private final Deadline deadline;
  private final Owner owner;
  private final UpstreamUse use;
  private final long started = System.nanoTime();
  private Optional<Upstream> upstream = Optional.empty();
  private long lastMoved = started;
  private int connections;
  private boolean over;

  /**
   * @param use as the pool wants it that the lease is from
   */
  Try(
      Upstreams upstreams,
      UpstreamUse use,
      Lease lease,
      RequestOptions options,
      Deadline deadline,
      Owner owner) {
    this.upstreams = upstreams;
    this.lease = lease;
    this.options = options;
    this.deadline = deadline;
    this.owner = owner;
    this.use = use;
  }

  Backend backend() {
    return lease.backend();
  }

  long started() {
    return started;
  }

  void touch() {
    lastMoved = System.nanoTime();
  }

  /** Whether there was a connection, so that something may have been sent. */
  boolean reached() {
    return connections > 0;
  }

  /** Whether it has taken longer than a try may. */
  boolean late(long now) {
    return deadline.passed(now);
  }

  /** Whether a connection is there, and nothing came or went on it for so long. */
  boolean silentFor(long nanos, long now) {
    return upstream.isPresent() && now - lastMoved >= nanos;
  }

  /**
   * @param fresh not on a connection that was used before
   */
  void start(boolean fresh) {
    upstreams
        .acquire(use, lease.backend(), fresh)
        .onComplete(
            this::connected,
            failed -> fail(FailureKind.CONNECT_FAILURE, Reason.ALL_BACKENDS_DOWN, failed));
  }

  private void connected(Upstream connected) {
    if (over) {
      upstreams.release(connected, use);
      return;
    }
    upstream = Optional.of(connected);
    touch();
    int mine = ++connections;
    connected
        .connection()
        .request(options)
        .onComplete(outgoing -> opened(outgoing, mine), failed -> lost(failed, mine));
  }

  private void opened(HttpClientRequest outgoing, int mine) {
    if (over || mine != connections) {
      return;
    }
    outgoing.exceptionHandler(failed -> lost(failed, mine));
    outgoing.response().onComplete(answer -> headCame(answer, mine), failed -> lost(failed, mine));
    owner.send(this, outgoing);
  }

  private void headCame(HttpClientResponse answer, int mine) {
    if (over || mine != connections) {
      return;
    }
    touch();
    lease.responded();
    owner.answered(this, answer);
  }

  private void lost(Throwable cause, int mine) {
    if (over || mine != connections) {
      return;
    }
    boolean malformed =
        cause instanceof DecoderException || cause instanceof IllegalArgumentException;
    if (!malformed && upstream.filter(Upstream::used).isPresent() && owner.mayResend(this)) {
      // The backend closed a kept connection while the request was on its way.
      connections++;
      drop();
      start(true);
    } else {
      fail(FailureKind.RESET, malformed ? Reason.BAD_RESPONSE : Reason.BACKEND_RESET, cause);
    }
  }

  /** Ends it as a failure of the backend. */
  void fail(FailureKind kind, Reason reason, Throwable cause) {
    if (!over) {
      giveUp(outcome(kind));
      owner.failed(this, kind, reason, cause);
    }
  }

  private static Outcome outcome(FailureKind kind) {
    return switch (kind) {
      case CONNECT_FAILURE -> Outcome.CONNECT_FAILURE;
      case RESET -> Outcome.RESET;
      case TIMEOUT -> Outcome.TIMEOUT;
      case SERVER_ERROR -> Outcome.SERVER_ERROR;
    };
  }

  /** Ends it; its connection is closed, and its owner hears nothing more of it. */
  void giveUp(Outcome outcome) {
    if (!over) {
      over = true;
      lease.complete(outcome);
      drop();
    }
  }

  /** Ends it; its connection can carry another exchange. */
  void done(Outcome outcome) {
    if (!over) {
      over = true;
      lease.complete(outcome);
      upstream.ifPresent(used -> upstreams.release(used, use));
    }
  }

  private void drop() {
    upstream.ifPresent(upstreams::discard);
    upstream = Optional.empty();
  }
}
