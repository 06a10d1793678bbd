package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.balance.Attempts;
import dev.sluice.balancer.balance.Cancellable;
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
import dev.sluice.balancer.http.Reason;
import dev.sluice.balancer.http.head.ResponseHead;
import dev.sluice.balancer.http.stream.Downstream;
import dev.sluice.balancer.http.stream.Fault;
import dev.sluice.balancer.http.stream.Incoming;
import dev.sluice.balancer.net.ChannelConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds a backend for one request, waits for one, tries another when the policy allows it, or a
 * second one beside a slow first one. For one event loop.
 */
final class Tries implements Waiter, Try.Owner {

  /** Whose request it is. Is told of one answer or one end, unless it is stopped. */
  interface Owner {

    /** There is one more try with a deadline of its own. */
    void begun();

    /** The head, and what follows it, is to be sent. */
    void send(Try to);

    /** The same will go to another backend, or once more to this one. */
    void detach();

    /** Whether all that was sent of the body is at hand. */
    boolean replayable();

    /** The body can be written on. */
    void bodyWritable();

    /** An interim answer. */
    void interim(ResponseHead head);

    /** The answer that the client gets. */
    void answered(Try winner, ResponseHead head, Incoming body);

    /** The backend left HTTP. */
    void switched(Try winner, ResponseHead head, ChannelConnection connection);

    /** There is no answer to be had; or the one that had begun is broken off. */
    void failed(Reason reason);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Tries.class);
  private static final Cancellable NOTHING = () -> {};

  private final ServerLoop loop;
  private final Service service;
  private final HeadView view;
  private final RequestRecord record;
  private final Deadline whole;
  private final Owner owner;
  private final Attempts attempts;
  private final Search search;
  private final List<Try> running = new ArrayList<>(2);
  private Cancellable later = NOTHING;
  private Cancellable hedge = NOTHING;
  private Reason lastFailure = Reason.ALL_BACKENDS_DOWN;
  private int sent;
  private boolean searching;
  private boolean searchAgain;
  private boolean mayHedge = true;
  private boolean settled;
  private boolean over;

  /**
   * @param whole the deadline of the request
   */
  Tries(
      ServerLoop loop,
      Service service,
      Downstream request,
      RequestRecord record,
      Deadline whole,
      Owner owner) {
    this.loop = loop;
    this.service = service;
    this.view = new HeadView(request.head(), request.client());
    this.record = record;
    this.whole = whole;
    this.owner = owner;
    this.attempts = service.attempts(view);
    this.search = new Search(service.pool(), attempts, this);
  }

  // --- finding a backend

  /** Looks for a backend. */
  void next() {
    // Not by recursion: thousands of backends may fail at once.
    searchAgain = true;
    if (!searching) {
      searching = true;
      while (searchAgain && !over) {
        searchAgain = false;
        search.next();
      }
      searching = false;
    }
  }

  @Override
  public Executor executor() {
    return loop.time().executor();
  }

  @Override
  public void granted(Lease lease) {
    if (over) {
      lease.complete(Outcome.CANCELLED);
    } else {
      begin(lease);
    }
  }

  @Override
  public void refused(Refusal refusal) {
    owner.failed(
        switch (refusal) {
          case ALL_BACKENDS_DOWN, ALL_BACKENDS_TRIED -> lastFailure;
          case ALL_BACKENDS_BUSY, QUEUE_FULL -> Reason.QUEUE_FULL;
          case QUEUE_TIMEOUT -> Reason.QUEUE_TIMEOUT;
        });
  }

  private void begin(Lease lease) {
    sent++;
    record.backend(lease.backend());
    Deadline deadline = service.retry().perTry(whole, loop.wheel().now());
    Try attempt = new Try(loop, service.pool(), view.client(), lease, deadline, this);
    running.add(attempt);
    if (deadline.limited()) {
      owner.begun();
    }
    expectHedge();
    attempt.start();
  }

  /** Asks a second backend when the first one takes longer than most. */
  private void expectHedge() {
    OptionalLong delay = mayHedge ? service.hedgeDelay(view) : OptionalLong.empty();
    mayHedge = false;
    if (delay.isPresent()) {
      hedge = loop.time().scheduler().schedule(delay.getAsLong(), this::hedge);
    }
  }

  private void hedge() {
    if (over || settled || running.size() != 1) {
      return;
    }
    attempts.exclude(running.get(0).backend());
    if (service.tryHedge() && service.pool().choose(attempts) instanceof Lease lease) {
      begin(lease);
    }
  }

  /** Those under way: one, two while hedged, none between two. */
  int running() {
    return running.size();
  }

  Try running(int place) {
    return running.get(place);
  }

  /** Whether the head of the answer is there. */
  boolean settled() {
    return settled;
  }

  // --- one try

  @Override
  public void ready(Try self) {
    owner.send(self);
  }

  @Override
  public boolean replayable() {
    return !settled && owner.replayable();
  }

  @Override
  public boolean idempotent() {
    return RetryPolicy.isIdempotent(view.method());
  }

  @Override
  public void resent(Try self) {
    owner.detach();
  }

  @Override
  public void bodyWritable() {
    owner.bodyWritable();
  }

  @Override
  public void interim(ResponseHead head) {
    if (!settled) {
      owner.interim(head);
    }
  }

  @Override
  public void failed(Try self, Verdict verdict, Fault fault) {
    running.remove(self);
    owner.detach();
    tell(self, verdict, fault);
    if (verdict.outcome() != Outcome.CONNECT_FAILURE) {
      lastFailure = verdict.reason();
    }
    if (settled) {
      owner.failed(verdict.reason());
      return;
    }
    attempts.exclude(self.backend());
    if (!running.isEmpty()) {
      return; // another one is still under way beside it
    }
    if (verdict.again() == Verdict.Again.ANYWHERE && owner.replayable()) {
      sent--;
      next();
    } else if (verdict.again() == Verdict.Again.NEVER) {
      owner.failed(verdict.reason());
    } else {
      tryAgain(Failure.of(verdict.kind(), idempotent(), progress(self)), verdict.reason());
    }
  }

  private void tell(Try self, Verdict verdict, Fault fault) {
    if (verdict.outcome() == Outcome.CONNECT_FAILURE) {
      loop.failures().report(service.pool().name(), self.backend(), fault.detail());
    } else {
      LOG.debug("{}: {}: {}", loop.server(), verdict.reason().word(), fault.detail());
    }
  }

  private void tryAgain(Failure failure, Reason reason) {
    Decision decision = service.retry().decide(failure, sent, whole, loop.wheel().now());
    if (decision instanceof Decision.Retry retry) {
      after(retry.delayNanos(), this::next, NOTHING);
    } else {
      LOG.debug("{}: not tried again: {}", loop.server(), decision);
      owner.failed(reason);
    }
  }

  private Progress progress(Try last) {
    if (settled) {
      return Progress.RESPONSE_BEGUN;
    }
    if (!owner.replayable()) {
      return Progress.BODY_CONSUMED;
    }
    return last.reached() ? Progress.SENT_REPLAYABLE : Progress.NOTHING_SENT;
  }

  /**
   * Waits before something is tried again.
   *
   * @param onStop done in place of it when it is stopped meanwhile
   */
  private void after(long nanos, Runnable task, Cancellable onStop) {
    if (nanos <= 0) {
      task.run();
      return;
    }
    Cancellable timer =
        loop.time()
            .scheduler()
            .schedule(
                nanos,
                () -> {
                  later = NOTHING;
                  if (!over) {
                    task.run();
                  }
                });
    later =
        () -> {
          timer.cancel();
          onStop.cancel();
        };
  }

  // --- the answer

  @Override
  public void answered(Try self, ResponseHead head, Incoming body) {
    if (settled) {
      self.giveUp(Outcome.CANCELLED);
    } else if (head.status() < 400 || !askAnother(self, head.status())) {
      settleOn(self);
      owner.answered(self, head, body);
    }
  }

  /** Drops an answer that the rule wants to be tried again, if there is another backend for it. */
  private boolean askAnother(Try self, int status) {
    if (running.size() != 1) {
      return false;
    }
    Failure failure = Failure.of(status, idempotent(), progress(self));
    Decision decision = service.retry().decide(failure, sent, whole, loop.wheel().now());
    if (!(decision instanceof Decision.Retry retry)) {
      return false;
    }
    attempts.exclude(self.backend());
    if (!(service.pool().choose(attempts) instanceof Lease lease)) {
      return false;
    }
    running.remove(self);
    owner.detach();
    self.giveUp(outcome(status));
    after(
        retry.delayNanos(),
        () -> {
          lease.begun();
          granted(lease);
        },
        () -> lease.complete(Outcome.CANCELLED));
    return true;
  }

  static Outcome outcome(int status) {
    return status >= 500 ? Outcome.SERVER_ERROR : Outcome.SUCCESS;
  }

  @Override
  public void switched(Try self, ResponseHead head, ChannelConnection connection) {
    settleOn(self);
    owner.switched(self, head, connection);
  }

  private void settleOn(Try winner) {
    settled = true;
    service.answeredAfter(winner.elapsed());
    record.backend(winner.backend());
    hedge.cancel();
    for (int i = running.size() - 1; i >= 0; i--) {
      Try other = running.get(i);
      if (other != winner) {
        running.remove(i);
        other.giveUp(Outcome.CANCELLED);
      }
    }
  }

  /** Ends everything that is under way; the owner hears nothing more. */
  void stop(Outcome outcome) {
    over = true;
    search.cancel();
    hedge.cancel();
    later.cancel();
    later = NOTHING;
    for (int i = running.size() - 1; i >= 0; i--) {
      running.get(i).giveUp(outcome);
    }
    running.clear();
  }
}
