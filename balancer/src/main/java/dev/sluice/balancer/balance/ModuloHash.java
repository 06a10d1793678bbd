package dev.sluice.balancer.balance;

/**
 * The key's hash, cut down to the number of members, by weight. As the table holds all members of
 * the tier, one that is down moves only its own keys, which are hashed again; but a member more or
 * less in the configuration moves nearly all. The cheapest of the hashing ones.
 */
final class ModuloHash implements Selector {

  private static final long STRIDE = 0x9e3779b97f4a7c15L;

  private final Candidates all;
  private final Backend[] tier;
  private final Sampler sampler;

  ModuloHash(Candidates all) {
    this.all = all;
    this.tier = all.tier();
    this.sampler = Sampler.weighted(Candidates.weights(tier));
  }

  @Override
  public Backend select(Attempts attempts, long now) {
    long hash = attempts.hash(all.random());
    for (int i = 0; i < TRIES; i++) {
      Backend next = tier[sampler.at(hash)];
      if (all.take(next, attempts)) {
        return next;
      }
      hash = HashKeys.mix(hash + STRIDE);
    }
    // So much of the tier is unusable that only a smaller table helps.
    int start = HashKeys.bounded(hash, all.size());
    for (int i = 0; i < TRIES; i++) {
      Backend next = all.get((start + i) % all.size());
      if (all.take(next, attempts)) {
        return next;
      }
    }
    return all.takeAny(attempts);
  }
}
