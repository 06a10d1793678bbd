package dev.sluice.balancer.balance;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What picks need to know about one connection or request: what it has tried in vain, its hash key
 * and the backend it would like. For one event loop; hands off while it waits in a queue.
 */
public final class Attempts {

  private final List<Backend> failed = new ArrayList<>(0);
  private final Optional<LongSupplier> key;
  private long hash;
  private boolean hashed;
  private Optional<Backend> preferred = Optional.empty();

  /** Without a key: the hashing algorithms then choose at random. */
  public Attempts() {
    this.key = Optional.empty();
  }

  /**
   * With a key.
   *
   * @param key computes a hash such as {@link HashKeys#hash}; called at most once, and only by the
   *     algorithms that hash
   */
  public Attempts(LongSupplier key) {
    this.key = Optional.of(key);
  }

  /** Leaves a backend out of every further pick. */
  public void exclude(Backend backend) {
    failed.add(backend);
  }

  /** How many backends were left out. */
  public int count() {
    return failed.size();
  }

  /** Asks for a backend, as a sticky session does; it is taken while it is usable. */
  public Attempts prefer(Backend backend) {
    preferred = Optional.of(backend);
    return this;
  }

  Optional<Backend> preferred() {
    return preferred;
  }

  boolean excludes(Backend backend) {
    return !failed.isEmpty() && failed.contains(backend);
  }

  boolean keyed() {
    return key.isPresent();
  }

  /** The hash of the key; without one a random value that stays the same. */
  long hash(RandomGenerator random) {
    if (!hashed) {
      hash = key.isPresent() ? key.get().getAsLong() : random.nextLong();
      hashed = true;
    }
    return hash;
  }
}
