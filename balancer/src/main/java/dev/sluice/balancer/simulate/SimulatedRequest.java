package dev.sluice.balancer.simulate;

import dev.sluice.balancer.balance.Attempts;
import dev.sluice.balancer.balance.Cancellable;
import dev.sluice.balancer.balance.Lease;
import dev.sluice.balancer.balance.Outcome;
import dev.sluice.balancer.balance.Pick;
import dev.sluice.balancer.balance.Refusal;
import dev.sluice.balancer.balance.Waiter;
import dev.sluice.balancer.balance.retry.Deadline;
import dev.sluice.balancer.balance.retry.Decision;
import dev.sluice.balancer.balance.retry.Failure;
import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.FailureKind;
import java.util.Optional;
import java.util.concurrent.Executor;

/** A request, from its arrival to its answer or error; idempotent, and without a body. */
final class SimulatedRequest implements Waiter {

  private final World world;
  private final Attempts attempts;
  private final long arrived;
  private Optional<FailureKind> lastFailure = Optional.empty();
  private int tries;

  SimulatedRequest(World world, Attempts attempts) {
    this.world = world;
    this.attempts = attempts;
    this.arrived = world.time().nanos();
  }

  void start() {
    Pick pick = world.pool().acquire(attempts, this);
    if (pick instanceof Lease lease) {
      granted(lease);
    } else if (pick instanceof Refusal refusal) {
      refused(refusal);
    }
  }

  @Override
  public Executor executor() {
    return task -> world.time().schedule(0, task);
  }

  @Override
  public void granted(Lease lease) {
    tries++;
    world.recorder().tried(lease.backend().address(), tries > 1);
    new Try(lease).start();
  }

  @Override
  public void refused(Refusal refusal) {
    boolean failedBefore = refusal == Refusal.ALL_BACKENDS_TRIED && lastFailure.isPresent();
    world.recorder().error(failedBefore ? lastFailure.get().id() : refusal.word());
  }

  private void failed(Lease lease, Outcome outcome, Failure failure) {
    lease.complete(outcome);
    attempts.exclude(lease.backend());
    lastFailure = outcome.failure();
    Decision decision = world.retries().decide(failure, tries, Deadline.NONE, world.time().nanos());
    if (decision instanceof Decision.Retry retry) {
      world.time().schedule(retry.delayNanos(), this::start);
    } else {
      world.recorder().error(lastFailure.orElseThrow().id());
    }
  }

  /** The use of one backend. */
  private final class Try {

    private final Lease lease;
    private Cancellable timer = () -> {};
    private boolean over;

    Try(Lease lease) {
      this.lease = lease;
    }

    void start() {
      SimulatedBackend backend = world.backends().get(lease.backend().address());
      if (backend.refuses()) {
        failed(
            lease,
            Outcome.CONNECT_FAILURE,
            Failure.of(FailureKind.CONNECT_FAILURE, true, Failure.Progress.NOTHING_SENT));
        return;
      }
      long now = world.time().nanos();
      Deadline deadline = world.retries().perTry(Deadline.NONE, now);
      if (deadline.limited()) {
        timer = world.time().schedule(deadline.remaining(now), this::timedOut);
      }
      backend.serve(this::answered);
    }

    private void timedOut() {
      over = true;
      failed(
          lease,
          Outcome.TIMEOUT,
          Failure.of(FailureKind.TIMEOUT, true, Failure.Progress.SENT_REPLAYABLE));
    }

    private void answered(int status) {
      if (over) {
        return;
      }
      timer.cancel();
      lease.responded();
      if (status == SimulatedBackend.OK) {
        Address backend = lease.backend().address();
        lease.complete(Outcome.SUCCESS);
        world.recorder().answered(backend, world.time().nanos() - arrived);
      } else {
        failed(
            lease,
            Outcome.SERVER_ERROR,
            Failure.of(status, true, Failure.Progress.SENT_REPLAYABLE));
      }
    }
  }
}
