package dev.sluice.balancer.balance;

import dev.sluice.balancer.balance.Traffic.Totals;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Adapts the shares of a pool's backends once a second. On the control executor only. */
final class Tuner {

  static final long PERIOD_NANOS = 1_000_000_000L;

  private final PoolContext context;
  private final Control control;
  private Map<Backend, Totals> before = new HashMap<>();
  private Cancellable timer = () -> {};
  private boolean on;

  Tuner(PoolContext context, Control control) {
    this.context = context;
    this.control = control;
  }

  void enable(boolean wanted) {
    if (wanted == on) {
      return;
    }
    on = wanted;
    timer.cancel();
    before = new HashMap<>();
    if (on) {
      tune();
    } else {
      control.members().forEach(b -> b.share(1));
    }
  }

  private void tune() {
    if (!on) {
      return;
    }
    List<Backend> members = List.copyOf(control.members());
    Map<Backend, Totals> after = new HashMap<>();
    double[] shares = new double[members.size()];
    Totals[] window = new Totals[members.size()];
    for (int i = 0; i < shares.length; i++) {
      Backend member = members.get(i);
      Totals now = member.traffic().totals();
      after.put(member, now);
      shares[i] = member.share();
      window[i] = now.since(before.getOrDefault(member, now));
    }
    before = after;
    double[] next = AdaptiveShares.next(shares, window);
    for (int i = 0; i < next.length; i++) {
      members.get(i).share(next[i]);
    }
    control.reweighed();
    timer = context.scheduler().schedule(PERIOD_NANOS, () -> control.run(this::tune));
  }
}
