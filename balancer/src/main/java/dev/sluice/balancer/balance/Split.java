package dev.sluice.balancer.balance;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Divides traffic among targets by weight. Safe to use from any thread if the random source is.
 *
 * @param <T> what is chosen, such as a pool
 */
public final class Split<T> {

  private final List<T> targets;
  private final Sampler sampler;
  private final RandomGenerator random;

  /**
   * One target.
   *
   * @param weight at least 0; 0 for no traffic
   */
  public record Part<T>(T target, int weight) {}

  /**
   * @param parts at least one with a weight above 0
   */
  public Split(List<Part<T>> parts, RandomGenerator random) {
    List<Part<T>> used = parts.stream().filter(p -> p.weight() > 0).toList();
    if (used.isEmpty()) {
      throw new IllegalArgumentException("no weight is above 0; at least one has to be");
    }
    this.targets = used.stream().map(Part::target).toList();
    this.sampler = Sampler.weighted(used.stream().mapToDouble(Part::weight).toArray());
    this.random = random;
  }

  /** All that may be chosen. */
  public List<T> targets() {
    return targets;
  }

  /** Any target, by weight. */
  public T choose() {
    return targets.get(sampler.draw(random));
  }

  /** The target of a key, by weight: the same for the same hash. */
  public T choose(long hash) {
    return targets.get(sampler.at(hash));
  }
}
