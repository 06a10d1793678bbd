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

/** What one pick costs, in three cuts; each gives back what it took. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class PickBenchmark {

  @Param public Algorithm algorithm;

  @Param({"10", "1000", "10000"})
  public int size;

  private Pool pool;
  private Selector selector;
  private Caller caller;
  private long now;

  @Setup
  public void open() {
    Fixture fixture = new Fixture(algorithm, size);
    pool = fixture.pool();
    selector = fixture.rebuild().selector();
    caller = new Caller(algorithm);
    now = System.nanoTime();
  }

  /**
   * The algorithm alone: a backend is chosen and counted as taken. The clock, which the lease needs
   * anyway, was read before, so latencies are weighed as they have decayed by then.
   */
  @Benchmark
  public int select() {
    return selector.select(caller.attempts(), now).release();
  }

  /** The whole pick: also reads the clock and makes the lease. */
  @Benchmark
  public Lease choose() {
    Lease lease = (Lease) pool.choose(caller.attempts());
    lease.backend().release();
    return lease;
  }

  /** The pick and the end of its lease, with all that is counted then. */
  @Benchmark
  public Lease roundTrip() {
    Lease lease = (Lease) pool.choose(caller.attempts());
    lease.complete(Outcome.SUCCESS);
    return lease;
  }
}
