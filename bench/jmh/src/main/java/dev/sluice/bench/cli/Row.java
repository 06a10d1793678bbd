package dev.sluice.bench.cli;

import dev.sluice.balancer.config.Algorithm;
import java.util.Optional;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * What was measured of one benchmark with one set of parameters.
 *
 * @param benchmark class and method: {@code PickBenchmark.select}
 * @param algorithm its name; empty where there is none to choose
 * @param size backends; empty likewise
 * @param least of all iterations of all forks
 * @param median of the same
 * @param error half of the interval in which the mean lies with 99.9 %
 * @param bytes allocated by one call
 */
record Row(
    String benchmark,
    String algorithm,
    String size,
    double least,
    double median,
    double mean,
    double error,
    double bytes) {

  static Row of(RunResult result) {
    BenchmarkParams params = result.getParams();
    Result<?> time = result.getPrimaryResult();
    String name = params.getBenchmark();
    String method = name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
    return new Row(
        method,
        param(params, "algorithm").map(a -> Algorithm.valueOf(a).id()).orElse(""),
        param(params, "size").orElse(""),
        time.getStatistics().getMin(),
        time.getStatistics().getPercentile(50),
        time.getScore(),
        time.getScoreError(),
        bytes(result));
  }

  private static Optional<String> param(BenchmarkParams params, String name) {
    return Optional.ofNullable(params.getParam(name));
  }

  // Releases of JMH differ in a dot before the name.
  private static double bytes(RunResult result) {
    return result.getSecondaryResults().keySet().stream()
        .filter(name -> name.endsWith("gc.alloc.rate.norm"))
        .mapToDouble(name -> result.getSecondaryResults().get(name).getScore())
        .findFirst()
        .orElse(Double.NaN);
  }
}
