package dev.sluice.balancer.balance;

import dev.sluice.balancer.config.PoolConfig;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Decides which members are used. In this order: the usable primaries, unless they are fewer than
 * the panic threshold; with no usable primary the usable backups; in panic all primaries that the
 * operator has not taken out, in whatever state.
 */
final class SelectionBuilder {

  private final PoolContext context;
  private final Load load;
  private final AtomicLong cursor = new AtomicLong();

  SelectionBuilder(PoolContext context, Load load) {
    this.context = context;
    this.load = load;
  }

  Selection build(PoolConfig config, Collection<Backend> members) {
    List<Backend> primaries = tier(members, false);
    List<Backend> usable = usable(primaries);
    List<Backend> ready = ready(primaries);
    boolean panic = usable.size() < config.policy().panicThreshold() * ready.size();
    boolean starting = ready.stream().anyMatch(b -> b.condition().observed() == Observed.STARTING);
    if (usable.isEmpty()) {
      List<Backend> backups = tier(members, true);
      List<Backend> usableBackups = usable(backups);
      if (!usableBackups.isEmpty()) {
        return selection(config, members, new Choice(backups, usableBackups, true, false, false));
      }
      starting |=
          ready(backups).stream().anyMatch(b -> b.condition().observed() == Observed.STARTING);
    }
    if (panic && !starting) {
      return selection(config, members, new Choice(primaries, ready, false, true, false));
    }
    boolean waits = usable.isEmpty() && starting;
    return selection(config, members, new Choice(primaries, usable, false, false, waits));
  }

  private record Choice(
      List<Backend> tier, List<Backend> used, boolean backups, boolean panic, boolean starting) {}

  private static List<Backend> tier(Collection<Backend> members, boolean backups) {
    return members.stream().filter(b -> b.backup() == backups && !b.leaving()).toList();
  }

  private static List<Backend> ready(List<Backend> tier) {
    return tier.stream().filter(b -> b.condition().intent() == Intent.READY).toList();
  }

  private static List<Backend> usable(List<Backend> tier) {
    return tier.stream().filter(b -> b.condition().usable()).toList();
  }

  private Selection selection(PoolConfig config, Collection<Backend> members, Choice choice) {
    // With nobody warm beside them, there is nobody to grow up to.
    if (choice.used().stream().allMatch(Backend::warming)) {
      choice.used().forEach(Backend::warmed);
    }
    Candidates candidates =
        new Candidates(
            choice.tier(),
            choice.used(),
            choice.panic(),
            new Candidates.Warmth(
                context.clock(), context.random(), config.policy().slowStart().toNanos()));
    Selector selector =
        choice.used().isEmpty()
            ? (attempts, now) -> null
            : Selectors.build(config, candidates, cursor, load);
    return new Selection(
        List.copyOf(members),
        candidates,
        selector,
        choice.backups(),
        choice.panic(),
        choice.starting());
  }
}
