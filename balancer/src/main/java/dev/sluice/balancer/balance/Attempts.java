package dev.sluice.balancer.balance;

import java.util.Arrays;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What picks need to know about one connection or request: what it has tried in vain, its hash key
 * and the backend it would like. For one event loop; hands off while it waits in a queue.
 */
public final class Attempts {

  private static final Backend[] NONE = {};

  // Plain fields, null for none: every pick reads them.
  private final LongSupplier key;
  private long hash;
  private boolean hashed;
  private Backend preferred;
  private Backend[] failed = NONE;
  private int count;

  /** Without a key: the hashing algorithms then choose at random. */
  public Attempts() {
    this.key = null;
  }

  /**
   * With a key.
   *
   * @param key computes a hash such as {@link HashKeys#hash}; called at most once, and only by the
   *     algorithms that hash
   */
  public Attempts(LongSupplier key) {
    this.key = key;
  }

  /** Leaves a backend out of every further pick. */
  public void exclude(Backend backend) {
    if (count == failed.length) {
      failed = Arrays.copyOf(failed, 2 + 2 * count);
    }
    failed[count++] = backend;
  }

  /** How many backends were left out. */
  public int count() {
    return count;
  }

  /** Asks for a backend, as a sticky session does; it is taken while it is usable. */
  public Attempts prefer(Backend backend) {
    preferred = backend;
    return this;
  }

  /** Null for none. */
  Backend preferred() {
    return preferred;
  }

  boolean excludes(Backend backend) {
    for (int i = 0; i < count; i++) {
      if (failed[i] == backend) {
        return true;
      }
    }
    return false;
  }

  /** Computes the hash now, on the thread of the one who asks, before others go by it. */
  void settleKey() {
    if (key != null && !hashed) {
      hash = key.getAsLong();
      hashed = true;
    }
  }

  boolean keyed() {
    return key != null;
  }

  /** The hash of the key; without one a random value that stays the same. */
  long hash(RandomGenerator random) {
    settleKey();
    if (!hashed) {
      hash = random.nextLong();
      hashed = true;
    }
    return hash;
  }
}
