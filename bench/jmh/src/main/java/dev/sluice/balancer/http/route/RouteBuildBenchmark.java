package dev.sluice.balancer.http.route;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What it costs to compile the rules of a server, as each reload does. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
public class RouteBuildBenchmark {

  @Param("10000")
  public int size;

  private List<RouteTable.Rule<Integer>> hosts;
  private List<RouteTable.Rule<Integer>> prefixes;

  @Setup
  public void rules() {
    hosts = ManyRules.byHost(size);
    prefixes = ManyRules.byPrefix(size);
  }

  @Benchmark
  public Object byHost() {
    return RouteTable.of(hosts);
  }

  @Benchmark
  public Object byPrefix() {
    return RouteTable.of(prefixes);
  }
}
