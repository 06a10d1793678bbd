package dev.sluice.balancer.http.route;

import dev.sluice.balancer.http.head.RequestHead;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What it costs to find the rule for a request, its path put into the normal form first. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class RouteBenchmark {

  private static final int REQUESTS = 4096;

  @Param("10000")
  public int size;

  private RouteTable<Integer> byHost;
  private RouteTable<Integer> byPrefix;
  private RequestHead[] hosts;
  private RequestHead[] wildcards;
  private RequestHead[] prefixes;
  private RequestHead[] queries;
  private RequestHead[] encoded;
  private RequestHead[] misses;
  private int next;

  @Setup
  public void compile() {
    List<RouteTable.Rule<Integer>> rules = ManyRules.byHost(size);
    byHost = RouteTable.of(rules);
    byPrefix = RouteTable.of(ManyRules.byPrefix(size));
    hosts = requests(i -> new Wanted(ManyRules.host(i | 1), "/index.html"));
    wildcards = requests(i -> new Wanted("www." + ManyRules.host(i & ~1), "/index.html"));
    prefixes = requests(i -> new Wanted("h", ManyRules.prefix(i) + "/v1/users/42"));
    queries = requests(i -> new Wanted("h", ManyRules.prefix(i) + "/v1/users?id=42"));
    encoded = requests(i -> new Wanted("h", ManyRules.prefix(i) + "/v1/user%73/a%20b"));
    misses = requests(i -> new Wanted("h", "/elsewhere/v1/users/" + i));
  }

  // So many that neither branches nor caches know them by heart, each with strings of its own.
  private RequestHead[] requests(IntFunction<RequestHead> request) {
    RequestHead[] requests = new RequestHead[REQUESTS];
    for (int i = 0; i < REQUESTS; i++) {
      requests[i] = request.apply((int) (i * 2_654_435_761L % size));
    }
    return requests;
  }

  private Optional<Integer> match(RouteTable<Integer> table, RequestHead[] requests)
      throws RefusedPath {
    RequestHead head = requests[next++ & REQUESTS - 1];
    return table.match(head, PathPolicy.normal(head.path()));
  }

  @Benchmark
  public Object host() throws RefusedPath {
    return match(byHost, hosts);
  }

  @Benchmark
  public Object wildcard() throws RefusedPath {
    return match(byHost, wildcards);
  }

  @Benchmark
  public Object prefix() throws RefusedPath {
    return match(byPrefix, prefixes);
  }

  @Benchmark
  public Object query() throws RefusedPath {
    return match(byPrefix, queries);
  }

  @Benchmark
  public Object encoded() throws RefusedPath {
    return match(byPrefix, encoded);
  }

  @Benchmark
  public Object none() throws RefusedPath {
    return match(byPrefix, misses);
  }
}
