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

/** What a change of a pool's members costs the control executor. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
public class RebuildBenchmark {

  @Param public Algorithm algorithm;

  @Param("10000")
  public int size;

  private Fixture fixture;

  @Setup
  public void open() {
    fixture = new Fixture(algorithm, size);
  }

  @Benchmark
  public Object rebuild() {
    return fixture.rebuild();
  }
}
