package dev.sluice.balancer.balance;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.BackendConfig;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * One address of a pool, with what is known about it. Reading is safe from any thread; two of them
 * are equal only when they are the same. The data path writes {@code active} and the traffic
 * counters; everything else is written by the pool's control executor alone.
 */
public final class Backend {

  private static final AtomicIntegerFieldUpdater<Backend> ACTIVE =
      AtomicIntegerFieldUpdater.newUpdater(Backend.class, "active");

  private final Address address;
  private final long seed;
  private final Traffic traffic = new Traffic();
  // Also at hand here: picks read it, and each step on the way to it may miss the cache.
  private final LatencyAverage latency = traffic.latency();
  private volatile int active;
  private volatile int maxConnections;
  private volatile boolean usable;
  private volatile boolean warming;
  private volatile long warmingSince;
  private volatile int weight;
  private volatile double share = 1;
  private volatile boolean backup;
  private volatile boolean leaving;
  private volatile Standing standing = new Standing(Condition.INITIAL, "new");

  Backend(BackendConfig config) {
    this.address = config.address();
    this.seed = HashKeys.hash(address.toString());
    configure(config);
  }

  /** A condition and, for people, why it is so. */
  record Standing(Condition condition, String why) {}

  /** Where it listens. */
  public Address address() {
    return address;
  }

  /** Its share relative to the others of its pool, at least 1. */
  public int weight() {
    return weight;
  }

  /** Leases that have not ended. */
  public int active() {
    return active;
  }

  /** Leases it may have at one time, 0 for no limit. */
  public int maxConnections() {
    return maxConnections;
  }

  /** Whether it is used only while no other backend is usable. */
  public boolean backup() {
    return backup;
  }

  /** Its state, as an operator sees it. */
  public BackendState state() {
    return standing.condition().state();
  }

  /** Why it is in its state, for people. */
  public String why() {
    return standing.why();
  }

  /** Everything about it at this moment. */
  public BackendView view() {
    Standing now = standing;
    return new BackendView(
        address,
        now.condition().state(),
        now.why(),
        weight,
        active,
        new BackendView.Figures(
            traffic.requests(), traffic.failures(), (long) traffic.latency().stored()));
  }

  @Override
  public String toString() {
    return address.toString();
  }

  // --- the data path

  /** Whether it takes new traffic. */
  boolean usable() {
    return usable;
  }

  boolean full() {
    int limit = maxConnections;
    return limit > 0 && active >= limit;
  }

  /** One more lease, unless its limit is reached. */
  boolean tryAcquire() {
    int limit = maxConnections;
    if (limit == 0) {
      ACTIVE.incrementAndGet(this);
      return true;
    }
    return tryAcquire(limit);
  }

  /**
   * One more lease, unless there are as many as a limit.
   *
   * @param limit at least 1
   */
  boolean tryAcquire(int limit) {
    int seen = active;
    while (seen < limit) {
      if (ACTIVE.compareAndSet(this, seen, seen + 1)) {
        return true;
      }
      seen = active;
    }
    return false;
  }

  /** One lease less; the number left. */
  int release() {
    return ACTIVE.decrementAndGet(this);
  }

  Traffic traffic() {
    return traffic;
  }

  LatencyAverage latency() {
    return latency;
  }

  /** The same for the same address in every process. */
  long seed() {
    return seed;
  }

  /** Whether it has not yet grown to its full share since it came up. */
  boolean warming() {
    return warming;
  }

  long warmingSince() {
    return warmingSince;
  }

  void warmed() {
    warming = false;
  }

  /** Whether it leaves the pool once it has drained. */
  boolean leaving() {
    return leaving;
  }

  // --- the control executor

  Condition condition() {
    return standing.condition();
  }

  void stand(Condition condition, String why) {
    standing = new Standing(condition, why);
    usable = condition.usable();
  }

  void configure(BackendConfig config) {
    weight = config.weight();
    maxConnections = config.maxConnections();
    backup = config.backup();
  }

  void weigh(int newWeight) {
    weight = newWeight;
  }

  void warmFrom(long now) {
    warmingSince = now;
    warming = true;
  }

  void leave(boolean leaves) {
    leaving = leaves;
  }

  /** What measurements make of its weight; 1 unless the pool's algorithm is adaptive. */
  double share() {
    return share;
  }

  void share(double newShare) {
    share = newShare;
  }
}
