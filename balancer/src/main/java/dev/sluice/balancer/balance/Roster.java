package dev.sluice.balancer.balance;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.BackendConfig;
import dev.sluice.balancer.config.PoolConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The members of a pool and their states: the one place where they change. On the control executor
 * only.
 */
final class Roster {

  private final PoolContext context;
  private final Control control;
  private final HealthChecker checker;
  private final Ejections ejections;
  private final Map<Address, Backend> members = new LinkedHashMap<>();
  private final Map<Address, BackendConfig> configured = new HashMap<>();
  private final List<Consumer<PoolListener>> news = new ArrayList<>();
  private PoolConfig config;
  private boolean dirty = true;
  // Until then, those that come up start the pool together, and nobody has to grow up to others.
  private boolean settled;

  Roster(PoolContext context, Control control, PoolConfig config) {
    this.context = context;
    this.control = control;
    this.config = config;
    this.checker = new HealthChecker(context, control);
    this.ejections = new Ejections(context, control);
  }

  PoolConfig config() {
    return config;
  }

  Collection<Backend> members() {
    return members.values();
  }

  Optional<Backend> member(Address address) {
    return Optional.ofNullable(members.get(address));
  }

  /** Takes in the first members; with active checks, they are waited for, but not for ever. */
  void start() {
    checker.configure(config.policy().health());
    config.backends().forEach(this::add);
    ejections.configure(config.policy().outlier());
    long patience = config.policy().health().map(h -> h.interval().toNanos()).orElse(0L);
    if (patience == 0) {
      settled = true;
    } else {
      context.scheduler().schedule(patience, () -> control.run(this::settle));
    }
  }

  private void settle() {
    for (Backend backend : List.copyOf(members.values())) {
      apply(backend, Transition.PRESUMED_UP, "no check result within an interval");
    }
    settled = true;
  }

  /** Takes over another configuration; what stays keeps its state and its counters. */
  void update(PoolConfig next) {
    config = next;
    dirty = true;
    checker.configure(next.policy().health());
    Map<Address, BackendConfig> wanted = new LinkedHashMap<>();
    next.backends().forEach(b -> wanted.putIfAbsent(b.address(), b));
    for (Address address : List.copyOf(members.keySet())) {
      if (!wanted.containsKey(address)) {
        remove(address);
      }
    }
    wanted.values().forEach(this::add);
    if (!checker.active()) {
      members.values().forEach(this::uncheck);
    }
    ejections.configure(next.policy().outlier());
  }

  // A verdict of checks that are no longer made would stand for ever.
  private void uncheck(Backend backend) {
    if (backend.condition().observed() == Observed.DOWN) {
      apply(backend, Transition.CHECKS_PASSED, "no longer checked");
    }
  }

  /** Adds a member, or changes the one of that address; one that was leaving stays. */
  void add(BackendConfig wanted) {
    Backend known = members.get(wanted.address());
    if (known == null) {
      Backend backend = new Backend(wanted);
      members.put(wanted.address(), backend);
      configured.put(wanted.address(), wanted);
      news.add(l -> l.added(config.name(), backend));
      dirty = true;
      observe(backend);
    } else {
      change(known, wanted);
    }
  }

  private void change(Backend known, BackendConfig wanted) {
    BackendConfig before = configured.put(wanted.address(), wanted);
    if (!wanted.equals(before)) {
      int weight = known.weight();
      known.configure(wanted);
      if (before != null && before.weight() == wanted.weight()) {
        // A weight set by the operator stands until the configuration says something new.
        known.weigh(weight);
      }
      dirty = true;
    }
    if (known.leaving()) {
      known.leave(false);
      apply(known, Transition.MADE_READY, "wanted again");
    }
    observe(known);
  }

  private void observe(Backend backend) {
    if (backend.condition().intent() == Intent.MAINTENANCE) {
      checker.unwatch(backend);
    } else if (checker.active()) {
      checker.watch(backend);
    } else {
      apply(backend, Transition.PRESUMED_UP, "not checked");
    }
  }

  void order(Backend backend, Intent intent, String why) {
    Transition transition =
        switch (intent) {
          case READY -> Transition.MADE_READY;
          case DRAIN -> Transition.DRAINED;
          case MAINTENANCE -> Transition.SENT_TO_MAINTENANCE;
        };
    boolean changed = apply(backend, transition, why);
    observe(backend);
    if (changed && backend.active() == 0) {
      drained(backend);
    }
  }

  void weigh(Backend backend, int weight) {
    backend.weigh(weight);
    dirty = true;
  }

  /** Lets a member drain, then go. */
  boolean remove(Address address) {
    Backend backend = members.get(address);
    if (backend == null) {
      return false;
    }
    backend.leave(true);
    configured.remove(address);
    if (backend.condition().intent() == Intent.READY) {
      apply(backend, Transition.DRAINED, "leaves the pool");
    }
    if (backend.active() == 0) {
      drained(backend);
    }
    return true;
  }

  /** No lease is left on a member that takes no new ones. */
  void drained(Backend backend) {
    // By the time this runs, it may be wanted again.
    boolean idle = backend.condition().intent() != Intent.READY && backend.active() == 0;
    if (!idle || members.get(backend.address()) != backend) {
      return;
    }
    news.add(l -> l.drained(config.name(), backend));
    if (backend.leaving()) {
      members.remove(backend.address());
      checker.unwatch(backend);
      ejections.forget(backend);
      news.add(l -> l.removed(config.name(), backend));
      dirty = true;
    }
  }

  /** True when the transition changed something. */
  boolean apply(Backend backend, Transition transition, String why) {
    Condition before = backend.condition();
    Condition after = before.after(transition);
    if (after == before) {
      return false;
    }
    backend.stand(after, why);
    dirty = true;
    Duration slowStart = config.policy().slowStart();
    if (after.usable() && settled && !slowStart.isZero()) {
      backend.warmFrom(context.clock().nanos());
    }
    StateChange.Reason reason = new StateChange.Reason(why, context.clock().nanos());
    StateChange change =
        new StateChange(config.name(), backend, before.state(), after.state(), transition, reason);
    news.add(l -> l.stateChanged(change));
    return true;
  }

  void eject(Backend backend, String why) {
    if (members.get(backend.address()) == backend) {
      ejections.eject(backend, why);
    }
  }

  void reweighed() {
    dirty = true;
  }

  /** Whether the selection is out of date; asks once. */
  boolean takeDirty() {
    boolean was = dirty;
    dirty = false;
    return was;
  }

  /** What happened since the last call. */
  List<Consumer<PoolListener>> takeNews() {
    List<Consumer<PoolListener>> taken = List.copyOf(news);
    news.clear();
    return taken;
  }

  void close() {
    checker.close();
    ejections.close();
  }
}
