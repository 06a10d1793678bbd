package dev.sluice.balancer.simulate;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/**
 * A backend with as many servers as its concurrency and one queue before them. It doesn't notice
 * when somebody no longer waits for an answer. The queue is as long as a run has requests at most.
 */
final class SimulatedBackend {

  static final int OK = 200;
  static final int ERROR = 500;

  private final BackendModel model;
  private final VirtualTime time;
  private final RandomGenerator random;
  private final Deque<IntConsumer> waiting = new ArrayDeque<>();
  private int busy;
  private long busyNanos;

  SimulatedBackend(BackendModel model, VirtualTime time, RandomGenerator random) {
    this.model = model;
    this.time = time;
    this.random = random;
  }

  /** Whether it refuses connections at this moment. */
  boolean refuses() {
    for (Outage outage : model.outages()) {
      if (outage.covers(time.nanos())) {
        return true;
      }
    }
    return false;
  }

  /**
   * Takes a request.
   *
   * @param done takes the status of the answer; never called before this returns
   */
  void serve(IntConsumer done) {
    if (busy < model.concurrency()) {
      begin(done);
    } else {
      waiting.add(done);
    }
  }

  private void begin(IntConsumer done) {
    busy++;
    boolean fails = random.nextDouble() < model.failing().share();
    LatencyModel latency =
        fails ? model.failing().latency().orElse(model.latency()) : model.latency();
    long nanos = latency.draw(random);
    busyNanos += nanos;
    time.schedule(nanos, () -> end(done, fails ? ERROR : OK));
  }

  private void end(IntConsumer done, int status) {
    busy--;
    if (!waiting.isEmpty()) {
      begin(waiting.remove());
    }
    done.accept(status);
  }

  /** Work begun, as a share of what could have been done up to now. */
  double utilisation() {
    double possible = (double) model.concurrency() * Math.max(1, time.nanos());
    return Math.min(1, busyNanos / possible);
  }
}
