package dev.sluice.balancer.balance;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;

/** Notes what it gets. With {@code lazily()}, only once {@link #run} is called. */
final class RecordingWaiter implements Waiter {

  final List<Lease> leases = new ArrayList<>();
  final List<Refusal> refusals = new ArrayList<>();
  private final Queue<Runnable> loop = new ArrayDeque<>();
  private boolean lazy;

  RecordingWaiter lazily() {
    lazy = true;
    return this;
  }

  void run() {
    while (!loop.isEmpty()) {
      loop.remove().run();
    }
  }

  @Override
  public Executor executor() {
    return lazy ? loop::add : Runnable::run;
  }

  @Override
  public void granted(Lease lease) {
    leases.add(lease);
  }

  @Override
  public void refused(Refusal refusal) {
    refusals.add(refusal);
  }
}
