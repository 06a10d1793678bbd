package dev.sluice.balancer.balance;

/**
 * The cheaper of two backends drawn by weight (Mitzenmacher, "The power of two choices in
 * randomized load balancing", 2001). With latency as cost: peak EWMA, as Finagle has it.
 */
final class PowerOfTwo implements Selector {

  private final Candidates all;
  private final Sampler sampler;
  private final Cost cost;
  private final int tries;

  PowerOfTwo(Candidates all, Cost cost) {
    this.all = all;
    this.sampler = Sampler.weighted(all.weights());
    this.cost = cost;
    // Alone, there is no second one to wait for.
    this.tries = all.size() == 1 ? 1 : TRIES;
  }

  @Override
  public Backend select(Attempts attempts, long now) {
    Backend first = null;
    for (int i = 0; i < tries; i++) {
      Backend drawn = all.get(sampler.draw(all.random()));
      if (drawn == first || !all.admits(drawn, attempts)) {
        continue;
      }
      if (first == null) {
        first = drawn;
        continue;
      }
      Backend cheaper = cost.less(drawn, first, now) ? drawn : first;
      if (cheaper.tryAcquire()) {
        return cheaper;
      }
      first = null;
    }
    return first != null && first.tryAcquire() ? first : all.takeAny(attempts);
  }
}
