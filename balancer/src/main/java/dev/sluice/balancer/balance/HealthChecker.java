package dev.sluice.balancer.balance;

import dev.sluice.balancer.config.HealthConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Checks the backends it is given at intervals, each on its own. The first check starts at once,
 * and may take the whole interval. On the control executor only.
 */
final class HealthChecker {

  private final PoolContext context;
  private final Control control;
  private final Map<Backend, Watch> watches = new HashMap<>();
  private Optional<HealthConfig> config = Optional.empty();

  HealthChecker(PoolContext context, Control control) {
    this.context = context;
    this.control = control;
  }

  boolean active() {
    return config.isPresent();
  }

  /** New settings; what was found out under the old ones stands until there are new results. */
  void configure(Optional<HealthConfig> next) {
    if (next.equals(config)) {
      return;
    }
    config = next;
    watches.values().forEach(Watch::pause);
    if (next.isPresent()) {
      watches.values().forEach(Watch::check);
    } else {
      watches.clear();
    }
  }

  void watch(Backend backend) {
    if (config.isPresent() && !watches.containsKey(backend)) {
      Watch watch = new Watch(backend);
      watches.put(backend, watch);
      watch.check();
    }
  }

  void unwatch(Backend backend) {
    Watch watch = watches.remove(backend);
    if (watch != null) {
      watch.pause();
    }
  }

  void close() {
    watches.values().forEach(Watch::pause);
    watches.clear();
    config = Optional.empty();
  }

  /** The checks of one backend. */
  private final class Watch {

    private final Backend backend;
    private final CheckCounter counter;
    // Tells the check under way from those that were given up.
    private long round;
    private Cancellable timer = () -> {};

    Watch(Backend backend) {
      this.backend = backend;
      Observed known = backend.condition().observed();
      this.counter =
          new CheckCounter(
              known == Observed.STARTING ? Optional.empty() : Optional.of(known != Observed.DOWN));
    }

    void pause() {
      round++;
      timer.cancel();
    }

    void check() {
      HealthConfig settings = config.orElseThrow();
      long mine = ++round;
      long started = context.clock().nanos();
      Duration timeout = counter.undecided() ? patience(settings) : settings.timeout();
      timer =
          context
              .scheduler()
              .schedule(
                  timeout.toNanos(),
                  () -> finishLater(mine, started, Probe.Result.failed("timeout")));
      try {
        context.probe().check(backend, timeout, r -> finishLater(mine, started, r));
      } catch (RuntimeException e) {
        finishLater(mine, started, Probe.Result.failed("check not possible: " + e.getMessage()));
      }
    }

    private void finishLater(long finished, long started, Probe.Result result) {
      control.run(() -> finish(finished, started, result));
    }

    private void finish(long finished, long started, Probe.Result result) {
      if (finished != round || config.isEmpty()) {
        return;
      }
      HealthConfig settings = config.get();
      round++;
      timer.cancel();
      long elapsed = context.clock().nanos() - started;
      long next = Math.max(0, jittered(settings) - elapsed);
      timer = context.scheduler().schedule(next, () -> control.run(() -> checkAgain(finished + 1)));
      counter
          .count(result.healthy(), settings)
          .ifPresent(t -> control.apply(backend, t, result.why()));
    }

    private void checkAgain(long expected) {
      if (expected == round && config.isPresent()) {
        check();
      }
    }
  }

  // A process that has just started is slow to do anything for the first time, and so may be a
  // backend; a first result decides alone, and until it is there nothing is sent to the backend.
  private static Duration patience(HealthConfig settings) {
    boolean longer = settings.interval().compareTo(settings.timeout()) > 0;
    return longer ? settings.interval() : settings.timeout();
  }

  private long jittered(HealthConfig settings) {
    double off = settings.jitter() * (2 * context.random().nextDouble() - 1);
    return (long) (settings.interval().toNanos() * (1 + off));
  }
}
