package dev.sluice.balancer.balance;

/** Each backend with a chance of its own: even, by weight, or by what measurements make of it. */
final class RandomChoice implements Selector {

  private final Candidates all;
  private final Sampler sampler;

  RandomChoice(Candidates all, Sampler sampler) {
    this.all = all;
    this.sampler = sampler;
  }

  @Override
  public Backend select(Attempts attempts, long now) {
    // Drawing again keeps the shares of those that are left as they are to each other.
    for (int i = 0; i < TRIES; i++) {
      Backend drawn = all.get(sampler.draw(all.random()));
      if (all.take(drawn, attempts)) {
        return drawn;
      }
    }
    return all.takeAny(attempts);
  }
}
