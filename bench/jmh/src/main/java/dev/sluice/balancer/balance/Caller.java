package dev.sluice.balancer.balance;

import dev.sluice.balancer.config.Algorithm;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/** What a connection brings along to a pick. For one thread. */
final class Caller {

  private static final Set<Algorithm> HASHING =
      EnumSet.of(Algorithm.IP_HASH, Algorithm.CONSISTENT_HASH, Algorithm.MAGLEV);

  private final boolean hashes;
  private final Attempts plain = new Attempts();
  private final LongSupplier keys = this::nextKey;
  // Every thread somewhere else, or all would meet at the same backends.
  private long key = ThreadLocalRandom.current().nextLong();

  Caller(Algorithm algorithm) {
    this.hashes = HASHING.contains(algorithm);
  }

  private long nextKey() {
    return HashKeys.mix(++key);
  }

  /** With a key never seen before, and so a new object of 40 bytes, where the algorithm hashes. */
  Attempts attempts() {
    return hashes ? new Attempts(keys) : plain;
  }
}
