package dev.sluice.balancer.balance;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The backends that a selector may choose from, and the one way to take one of them. What a retry
 * left out, what is full and what went down since the selector was built is refused here, so that
 * no algorithm can forget it.
 */
final class Candidates {

  private static final double LEAST_WARMTH = 0.05;

  private final Backend[] usable;
  private final Backend[] tier;
  private final boolean panic;
  private final Warmth warmth;

  /**
   * How backends grow to their full share after they came up.
   *
   * @param slowStartNanos over which; 0 for at once
   */
  record Warmth(Clock clock, RandomGenerator random, long slowStartNanos) {}

  /**
   * @param tier the members that would be used if all were well, in the order of the configuration
   * @param usable those of them that are to be used
   * @param panic whether to use them in whatever state they are
   */
  Candidates(List<Backend> tier, List<Backend> usable, boolean panic, Warmth warmth) {
    this.tier = tier.toArray(Backend[]::new);
    this.usable = usable.toArray(Backend[]::new);
    this.panic = panic;
    this.warmth = warmth;
  }

  int size() {
    return usable.length;
  }

  Backend get(int index) {
    return usable[index];
  }

  /** All members of the tier, the unusable ones too. */
  Backend[] tier() {
    return tier;
  }

  RandomGenerator random() {
    return warmth.random();
  }

  Clock clock() {
    return warmth.clock();
  }

  double[] weights() {
    return weights(usable);
  }

  static double[] weights(Backend[] backends) {
    double[] weights = new double[backends.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = backends[i].weight();
    }
    return weights;
  }

  /** The weights as measurements have changed them. */
  double[] shares() {
    double[] shares = weights();
    for (int i = 0; i < shares.length; i++) {
      shares[i] *= usable[i].share();
    }
    return shares;
  }

  /** Takes a backend, unless it is left out, unusable, full, or not yet warm enough this time. */
  boolean take(Backend backend, Attempts attempts) {
    return admits(backend, attempts) && backend.tryAcquire();
  }

  /**
   * Takes a backend like {@link #take}, unless it has as many leases as a limit.
   *
   * @param limit at least 1
   */
  boolean takeBelow(Backend backend, Attempts attempts, int limit) {
    int own = backend.maxConnections();
    return admits(backend, attempts) && backend.tryAcquire(own == 0 ? limit : Math.min(own, limit));
  }

  /** Whether {@link #take} would not be in vain. */
  boolean admits(Backend backend, Attempts attempts) {
    return permits(backend, attempts) && (!backend.warming() || warmEnough(backend, attempts));
  }

  private boolean permits(Backend backend, Attempts attempts) {
    return (panic || backend.usable()) && !backend.full() && !attempts.excludes(backend);
  }

  // Envoy's slow start scales weights; a draw per pick does the same to every algorithm, and needs
  // no rebuild. Keys are drawn by their hash, so that each of them moves once.
  private boolean warmEnough(Backend backend, Attempts attempts) {
    double grown =
        (double) (clock().nanos() - backend.warmingSince()) / Math.max(1, warmth.slowStartNanos());
    if (grown >= 1) {
      backend.warmed();
      return true;
    }
    long drawn =
        attempts.keyed()
            ? HashKeys.mix(attempts.hash(random()) ^ backend.seed())
            : random().nextLong();
    return (drawn >>> 11) * 0x1.0p-53 < Math.max(LEAST_WARMTH, grown);
  }

  /**
   * Takes any backend that can be had, cold ones too, each by its weight. Linear, so the last
   * resort, when the algorithm's own draws have failed: nearly all are full or were tried.
   */
  Backend takeAny(Attempts attempts) {
    while (true) {
      long total = 0;
      for (Backend backend : usable) {
        total += permits(backend, attempts) ? backend.weight() : 0;
      }
      if (total == 0) {
        return null;
      }
      Backend chosen = null;
      long wanted = (long) (random().nextDouble() * total);
      for (Backend backend : usable) {
        if (permits(backend, attempts)) {
          chosen = backend;
          wanted -= backend.weight();
          if (wanted < 0) {
            break;
          }
        }
      }
      // Another event loop may have been faster; then look again.
      if (chosen != null && chosen.tryAcquire()) {
        return chosen;
      }
    }
  }
}
