package dev.sluice.balancer.balance;

import java.util.List;
import java.util.random.RandomGenerator;

/** Each backend with the same chance. */
final class RandomChoice implements Selector {

  private final List<Backend> backends;
  private final RandomGenerator random;

  RandomChoice(List<Backend> backends, RandomGenerator random) {
    this.backends = backends;
    this.random = random;
  }

  @Override
  public int select(Attempts attempts) {
    int usable = 0;
    for (int i = 0; i < backends.size(); i++) {
      usable += attempts.excludes(backends.get(i)) ? 0 : 1;
    }
    if (usable == 0) {
      return NONE;
    }
    int wanted = random.nextInt(usable);
    for (int i = 0; ; i++) {
      if (!attempts.excludes(backends.get(i)) && wanted-- == 0) {
        return i;
      }
    }
  }
}
