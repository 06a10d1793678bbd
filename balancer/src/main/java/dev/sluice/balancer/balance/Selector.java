package dev.sluice.balancer.balance;

/**
 * Picks one backend out of a fixed list. Immutable but for its cursor; a change of the list builds
 * the next one. Called from every event loop at once.
 */
@FunctionalInterface
interface Selector {

  /** How often a selector draws again, before it settles for {@link Candidates#takeAny}. */
  int TRIES = 16;

  /**
   * Chooses by the algorithm and takes with {@link Candidates#take}.
   *
   * @param now read once for the whole pick, by the pool's clock
   * @return the backend taken; null when none could be
   */
  Backend select(Attempts attempts, long now);
}
