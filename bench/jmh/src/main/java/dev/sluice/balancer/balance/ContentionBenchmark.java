package dev.sluice.balancer.balance;

import dev.sluice.balancer.config.Algorithm;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/** What it costs that two event loops share the cursor of round robin. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@Threads(2)
public class ContentionBenchmark {

  private final Attempts attempts = new Attempts();

  @Param({"10", "1000", "10000"})
  public int size;

  private Pool pool;
  private Selector selector;

  @Setup
  public void open() {
    Fixture fixture = new Fixture(Algorithm.ROUND_ROBIN, size);
    pool = fixture.pool();
    selector = fixture.rebuild().selector();
  }

  /** The algorithm alone. */
  @Benchmark
  public int select() {
    return selector.select(attempts, 0).release();
  }

  /** The pick and the end of its lease. */
  @Benchmark
  public Lease roundTrip() {
    Lease lease = (Lease) pool.choose(attempts);
    lease.complete(Outcome.SUCCESS);
    return lease;
  }
}
