package dev.sluice.load.run;

import dev.sluice.load.arrival.Arrivals;
import dev.sluice.load.carrier.Answer;
import dev.sluice.load.carrier.Carriers;
import dev.sluice.load.carrier.ErrorKind;
import dev.sluice.load.carrier.ExchangeException;
import dev.sluice.load.plan.Plan;
import dev.sluice.load.plan.Target;
import dev.sluice.load.stats.Recorder;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The users of one event loop. Everything here runs on that loop, {@link #begin} and {@link
 * #giveUp} excepted, which may be called from anywhere.
 */
final class Worker extends VerticleBase {

  /** Connections opened per millisecond at the start, below the usual accept backlogs. */
  private static final long RAMP = 50;

  private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long LONGEST_SWEEP_MILLIS = 100;
  private static final long SWEEPS_PER_TIMEOUT = 20;

  private final Plan plan;
  private final Share share;
  private final Arrivals arrivals;
  private final RunObserver observer;
  private final Recorder recorder;
  private final long timeoutNanos;
  private final List<User> users = new ArrayList<>();
  private final Deque<User> free = new ArrayDeque<>();
  private final Promise<Recorder> finished = Promise.promise();
  private final Promise<Void> givenUp = Promise.promise();
  private LongSupplier clock;
  private int turn;
  private boolean over;
  private boolean wakeUpComing;

  Worker(Plan plan, Share share, Arrivals arrivals, RunObserver observer) {
    this.plan = plan;
    this.share = share;
    this.arrivals = arrivals;
    this.observer = observer;
    this.recorder = new Recorder(plan.pace().warmup().toNanos());
    this.timeoutNanos = plan.wire().timeout().toNanos();
    this.turn = share.index() % plan.targets().size();
  }

  @Override
  public Future<?> start() {
    Carriers carriers = new Carriers(vertx, plan);
    for (int i = 0; i < share.users(); i++) {
      users.add(new User(carriers));
    }
    return Future.succeededFuture();
  }

  /** Starts sending; the clock counts nanoseconds from the start of the run. */
  void begin(LongSupplier sinceStart) {
    context.runOnContext(
        begin -> {
          clock = sinceStart;
          long sweep = TimeUnit.NANOSECONDS.toMillis(timeoutNanos) / SWEEPS_PER_TIMEOUT;
          vertx.setPeriodic(Math.max(1, Math.min(LONGEST_SWEEP_MILLIS, sweep)), id -> sweep());
          ramp(0);
        });
    givenUp.future().onComplete(done -> context.runOnContext(stop -> finish()));
  }

  /** Ends at once, or as soon as it has begun; requests under way are not counted. */
  void giveUp() {
    givenUp.tryComplete();
  }

  Future<Recorder> finished() {
    return finished.future();
  }

  private void ramp(int from) {
    // By the clock, not by the step: the timer comes late on a loop that is busy already.
    long allowed = RAMP * (1 + TimeUnit.NANOSECONDS.toMillis(clock.getAsLong()));
    int to = (int) Math.min(users.size(), Math.max(from, allowed));
    free.addAll(users.subList(from, to));
    if (to < users.size() && !over) {
      vertx.setTimer(1, id -> ramp(to));
    }
    pump();
  }

  /** Sends whatever is due to whoever is free. */
  private void pump() {
    if (over) {
      return;
    }
    long now = clock.getAsLong();
    recorder.overslept(now, arrivals.overslept(now, LATE_NANOS));
    dropExpired(now);
    long due = Arrivals.NOT_YET;
    while (!free.isEmpty() && (due = arrivals.take(now)) >= 0) {
      send(free.pop(), due);
    }
    if (arrivals.nextDue(now) < Long.MAX_VALUE) {
      wakeUpAt(arrivals.nextDue(now), now);
    } else if (free.size() == users.size()) {
      finish();
    }
  }

  /** Bounds the backlog: nobody waits longer than the timeout for a connection. */
  private void dropExpired(long now) {
    while (plan.pace().open() && arrivals.nextDue(now) < now - timeoutNanos) {
      long due = arrivals.take(now);
      fail(due, now, new ExchangeException(ErrorKind.BACKLOG, "no connection became free"));
    }
  }

  private void wakeUpAt(long due, long now) {
    if (!plan.pace().open() || wakeUpComing) {
      return;
    }
    wakeUpComing = true;
    ContextInternal loop = (ContextInternal) context;
    // Netty's own timer: Vert.x's counts in milliseconds, which would show in the latencies.
    long delay = due > now ? due - now : TICK_NANOS;
    loop.nettyEventLoop().schedule(() -> loop.emit(wake -> awake()), delay, TimeUnit.NANOSECONDS);
  }

  private void awake() {
    wakeUpComing = false;
    pump();
  }

  private void send(User user, long due) {
    List<Target> targets = plan.targets();
    Target target = targets.get(turn);
    turn = (turn + 1) % targets.size();
    Future<Answer> answer = user.send(target, due, clock.getAsLong());
    int exchange = user.exchange();
    answer.onComplete(
        done -> {
          if (user.isBusyWith(exchange)) {
            ended(user, done.succeeded() ? done.result() : null, done.cause());
          }
        });
  }

  private void ended(User user, Answer answer, Throwable cause) {
    user.done();
    long now = clock.getAsLong();
    if (answer != null) {
      user.reached();
      recorder.answered(user.start(), now, answer);
      observer.answered(answer);
      release(user);
      return;
    }
    ExchangeException failure =
        cause instanceof ExchangeException known
            ? known
            : new ExchangeException(ErrorKind.PROTOCOL, String.valueOf(cause));
    fail(user.start(), now, failure);
    if (failure.kind() == ErrorKind.CONNECT && !plan.pace().open()) {
      // Without a rate nothing else would slow down a user whose every connection is refused.
      vertx.setTimer(user.restMillis(), id -> release(user));
    } else {
      release(user);
    }
  }

  private void fail(long start, long now, ExchangeException failure) {
    recorder.failed(start, now, failure.kind(), failure.getMessage());
    observer.failed(failure);
  }

  private void release(User user) {
    free.push(user);
    pump();
  }

  private void sweep() {
    if (over) {
      return;
    }
    long before = clock.getAsLong() - timeoutNanos;
    for (User user : users) {
      if (user.isBusySince(before)) {
        boolean connected = user.connected();
        user.done();
        user.dropCurrent();
        ended(
            user,
            null,
            connected
                ? new ExchangeException(ErrorKind.TIMEOUT, "no answer within the timeout")
                : new ExchangeException(ErrorKind.CONNECT, "not connected within the timeout"));
      }
    }
    pump();
  }

  private void finish() {
    if (!over) {
      over = true;
      users.forEach(User::dropAll);
      finished.complete(recorder);
    }
  }
}
