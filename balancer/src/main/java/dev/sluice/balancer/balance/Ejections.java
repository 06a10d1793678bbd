package dev.sluice.balancer.balance;

import dev.sluice.balancer.balance.SuccessRateRule.Outlier;
import dev.sluice.balancer.balance.Traffic.Totals;
import dev.sluice.balancer.config.OutlierConfig;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Ejects backends and lets them return: how many may be out, and for how long. On the control
 * executor only.
 */
final class Ejections {

  private static final double JITTER = 0.1;

  private final PoolContext context;
  private final Control control;
  private final Map<Backend, Ejection> ejections = new HashMap<>();
  private Map<Backend, Totals> windowStart = new HashMap<>();
  private OutlierConfig config = OutlierConfig.DEFAULT;
  private Cancellable sweep = () -> {};

  /**
   * The latest ejection of a backend.
   *
   * @param times how often it was ejected in short order
   * @param over when it is to return
   */
  private record Ejection(int times, long over, Cancellable timer) {}

  Ejections(PoolContext context, Control control) {
    this.context = context;
    this.control = control;
  }

  void configure(OutlierConfig next) {
    boolean otherWindow =
        !next.successRate().window().equals(config.successRate().window())
            || !next.counted().equals(config.counted());
    boolean first = windowStart.isEmpty();
    config = next;
    if (otherWindow || first) {
      sweep.cancel();
      startWindow();
    }
  }

  void forget(Backend backend) {
    Ejection ejection = ejections.remove(backend);
    if (ejection != null) {
      ejection.timer().cancel();
    }
  }

  void close() {
    sweep.cancel();
    ejections.values().forEach(e -> e.timer().cancel());
    ejections.clear();
  }

  void eject(Backend backend, String why) {
    if (!backend.condition().usable() || !mayEjectOneMore()) {
      return;
    }
    long now = context.clock().nanos();
    int times = 1 + timesStillHeldAgainst(backend, now);
    long length = length(times);
    forget(backend);
    Cancellable timer =
        context.scheduler().schedule(length, () -> control.run(() -> over(backend, now + length)));
    ejections.put(backend, new Ejection(times, now + length, timer));
    String seconds = String.format(Locale.ROOT, "%.1f s", length / 1e9);
    control.apply(backend, Transition.EJECTED, why + "; for " + seconds);
  }

  private boolean mayEjectOneMore() {
    Collection<Backend> members = control.members();
    long ejected = 0;
    long usable = 0;
    for (Backend member : members) {
      ejected += member.condition().observed() == Observed.EJECTED ? 1 : 0;
      usable += member.condition().usable() ? 1 : 0;
    }
    long most = (long) members.size() * config.maxEjectedPercent() / 100;
    return config.maxEjectedPercent() > 0 && ejected < Math.max(1, most) && usable > 1;
  }

  // One is forgiven for each time of a first ejection that it was back.
  private int timesStillHeldAgainst(Backend backend, long now) {
    Ejection last = ejections.get(backend);
    if (last == null) {
      return 0;
    }
    long forgiven = Math.max(0, now - last.over()) / Math.max(1, config.ejectionTime().toNanos());
    return (int) Math.max(0, last.times() - forgiven);
  }

  private long length(int times) {
    double longest = Math.max(config.ejectionTime().toNanos(), config.maxEjectionTime().toNanos());
    double length = Math.min(longest, (double) times * config.ejectionTime().toNanos());
    return (long) (length * (1 + JITTER * context.random().nextDouble()));
  }

  private void over(Backend backend, long due) {
    Ejection ejection = ejections.get(backend);
    if (ejection != null && ejection.over() == due) {
      backend.traffic().failuresInRow().set(0);
      control.apply(backend, Transition.EJECTION_OVER, "ejection time is over");
    }
  }

  private void startWindow() {
    Map<Backend, Totals> start = new LinkedHashMap<>();
    control.members().forEach(b -> start.put(b, b.traffic().totals(config.counted())));
    windowStart = start;
    long length = config.successRate().window().toNanos();
    if (length > 0) {
      sweep = context.scheduler().schedule(length, () -> control.run(this::endWindow));
    }
  }

  private void endWindow() {
    // In the order of the members: two that are equally bad must not change places by chance.
    Map<Backend, Totals> window = new LinkedHashMap<>();
    for (Backend member : control.members()) {
      Totals start = windowStart.getOrDefault(member, Totals.NONE);
      window.put(member, member.traffic().totals(config.counted()).since(start));
    }
    for (Outlier outlier : SuccessRateRule.find(window, config.successRate())) {
      String why =
          String.format(
              Locale.ROOT,
              "%.1f %% of its requests succeeded, expected %.1f %%",
              100 * outlier.rate(),
              100 * outlier.expected());
      eject(outlier.backend(), why);
    }
    startWindow();
  }
}
