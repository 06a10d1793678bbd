package dev.sluice.balancer.balance;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.AffinityConfig;
import dev.sluice.balancer.config.Algorithm;
import dev.sluice.balancer.config.BackendConfig;
import dev.sluice.balancer.config.HealthConfig;
import dev.sluice.balancer.config.OutlierConfig;
import dev.sluice.balancer.config.PoolConfig;
import dev.sluice.balancer.config.PoolPolicy;
import dev.sluice.balancer.config.QueueConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** A pool in virtual time with backends a:1, b:1, c:1 and so on, built step by step. */
final class TestPool implements PoolListener {

  final VirtualTime time = new VirtualTime();
  final List<StateChange> changes = new ArrayList<>();
  final List<String> news = new ArrayList<>();
  private final List<BackendConfig> backends = new ArrayList<>();
  private Algorithm algorithm = Algorithm.ROUND_ROBIN;
  private double panicThreshold;
  private Duration slowStart = Duration.ZERO;
  private Optional<HealthConfig> health = Optional.empty();
  private OutlierConfig outlier = OutlierConfig.OFF;
  private QueueConfig queue = QueueConfig.DEFAULT;
  private Probe probe = (backend, timeout, done) -> {};
  private long seed = 42;

  static Address address(int index) {
    return new Address(index < 26 ? String.valueOf((char) ('a' + index)) : "n" + index, 1);
  }

  TestPool algorithm(Algorithm wanted) {
    algorithm = wanted;
    return this;
  }

  TestPool seed(long wanted) {
    seed = wanted;
    return this;
  }

  TestPool weights(int... weights) {
    for (int weight : weights) {
      backends.add(new BackendConfig(address(backends.size()), weight));
    }
    return this;
  }

  TestPool even(int count) {
    return weights(java.util.stream.IntStream.generate(() -> 1).limit(count).toArray());
  }

  TestPool limited(int count, int maxConnections) {
    for (int i = 0; i < count; i++) {
      backends.add(new BackendConfig(address(backends.size()), 1, maxConnections, false));
    }
    return this;
  }

  TestPool backup(int count) {
    for (int i = 0; i < count; i++) {
      backends.add(new BackendConfig(address(backends.size()), 1, 0, true));
    }
    return this;
  }

  TestPool panic(double threshold) {
    panicThreshold = threshold;
    return this;
  }

  TestPool slowStart(Duration over) {
    slowStart = over;
    return this;
  }

  TestPool queue(int size, Duration timeout) {
    queue = new QueueConfig(size, timeout);
    return this;
  }

  TestPool outlier(OutlierConfig wanted) {
    outlier = wanted;
    return this;
  }

  TestPool health(HealthConfig wanted, Probe with) {
    health = Optional.of(wanted);
    probe = with;
    return this;
  }

  TestPool probe(Probe with) {
    probe = with;
    return this;
  }

  PoolConfig config() {
    return new PoolConfig(
        "pool",
        algorithm,
        List.copyOf(backends),
        new PoolPolicy(panicThreshold, slowStart, health, outlier, queue, AffinityConfig.DEFAULT));
  }

  Pool build() {
    return build(Runnable::run);
  }

  Pool build(java.util.concurrent.Executor control) {
    SplittableRandom random = new SplittableRandom(seed);
    return new Pool(config(), new PoolContext(time, time, random, control, probe, this));
  }

  @Override
  public void stateChanged(StateChange change) {
    changes.add(change);
    news.add(change.backend() + " " + change.from().id() + " -> " + change.to().id());
  }

  @Override
  public void added(String pool, Backend backend) {
    news.add(backend + " added");
  }

  @Override
  public void removed(String pool, Backend backend) {
    news.add(backend + " removed");
  }

  @Override
  public void drained(String pool, Backend backend) {
    news.add(backend + " drained");
  }

  @Override
  public void panicked(String pool, boolean panic) {
    news.add("panic " + panic);
  }

  /** Picks, which has to succeed. */
  static Lease lease(Pool pool) {
    return lease(pool, new Attempts());
  }

  /** Picks, which has to succeed. */
  static Lease lease(Pool pool, Attempts attempts) {
    return pool.pick(attempts).orElseThrow();
  }

  /** Picks, uses and gives back; the host that was used. */
  static String use(Pool pool) {
    return use(pool, Outcome.SUCCESS);
  }

  /** Picks, uses and gives back; the host that was used. */
  static String use(Pool pool, Outcome outcome) {
    Lease lease = lease(pool);
    lease.complete(outcome);
    return lease.backend().address().host();
  }

  /** The hosts of so many picks, each given back at once. */
  static String hosts(Pool pool, int picks) {
    StringBuilder hosts = new StringBuilder();
    for (int i = 0; i < picks; i++) {
      hosts.append(use(pool));
    }
    return hosts.toString();
  }

  /** How many of so many picks went to each backend, each given back at once. */
  static int[] spread(Pool pool, int picks) {
    return spread(pool, picks, lease -> {});
  }

  static int[] spread(Pool pool, int picks, Consumer<Lease> use) {
    List<Backend> all = pool.backends();
    int[] counts = new int[all.size()];
    for (int i = 0; i < picks; i++) {
      Lease lease = lease(pool, new Attempts());
      use.accept(lease);
      counts[all.indexOf(lease.backend())]++;
      lease.complete(Outcome.SUCCESS);
    }
    return counts;
  }
}
