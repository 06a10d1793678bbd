package dev.sluice.balancer.balance;

import dev.sluice.balancer.config.HealthConfig;
import java.util.Optional;

/**
 * Turns check results into verdicts: a first result decides alone, later ones need {@code rise} or
 * {@code fall} in a row to change the verdict.
 */
final class CheckCounter {

  private Optional<Boolean> verdict;
  private int against;

  /**
   * @param verdict what is known so far; empty for nothing
   */
  CheckCounter(Optional<Boolean> verdict) {
    this.verdict = verdict;
  }

  /** Whether there was no result yet, nor anything known before. */
  boolean undecided() {
    return verdict.isEmpty();
  }

  /** The new verdict, when this result changes it. */
  Optional<Transition> count(boolean healthy, HealthConfig config) {
    if (verdict.isPresent() && verdict.get() == healthy) {
      against = 0;
      return Optional.empty();
    }
    against++;
    if (verdict.isPresent() && against < (healthy ? config.rise() : config.fall())) {
      return Optional.empty();
    }
    against = 0;
    verdict = Optional.of(healthy);
    return Optional.of(healthy ? Transition.CHECKS_PASSED : Transition.CHECKS_FAILED);
  }
}
