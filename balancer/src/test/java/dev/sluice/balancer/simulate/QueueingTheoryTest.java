package dev.sluice.balancer.simulate;

import static dev.sluice.balancer.simulate.Scenarios.backend;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.balancer.config.Algorithm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cases whose answers are known from textbooks. */
class QueueingTheoryTest {

  private static final int MANY = 300_000;

  private static Result run(BackendModel backend, String arrivals) {
    return Scenarios.of(backend).arriving(arrivals).requests(MANY).run(Algorithm.ROUND_ROBIN);
  }

  @ParameterizedTest
  @CsvSource({"30,0.3", "50,0.5", "80,0.8"})
  void oneServerMemorylessThroughout(int perSecond, double load) {
    Result result = run(backend("exp:10ms", 1), perSecond + "/s");
    double expected = 10e6 / (1 - load);
    assertThat(result.latencies().mean()).isCloseTo(expected, within(0.05 * expected));
    // The time spent is exponential itself.
    double median = expected * Math.log(2);
    assertThat((double) result.latencies().percentile(50)).isCloseTo(median, within(0.05 * median));
    assertThat(result.backends().get(0).utilisation()).isCloseTo(load, within(0.01));
  }

  @Test
  void severalServersMemorylessThroughout() {
    int servers = 4;
    double offered = 3.2;
    double expected = 10e6 + erlangC(servers, offered) * 10e6 / (servers - offered);
    Result result = run(backend("exp:10ms", servers), "320/s");
    assertThat(result.latencies().mean()).isCloseTo(expected, within(0.05 * expected));
  }

  // The share that has to wait.
  private static double erlangC(int servers, double offered) {
    double term = 1;
    double sum = 0;
    for (int k = 0; k < servers; k++) {
      sum += term;
      term *= offered / (k + 1);
    }
    double waiting = term * servers / (servers - offered);
    return waiting / (sum + waiting);
  }

  @Test
  void oneServerThatAlwaysTakesTheSameTimeWaitsHalfAsLong() {
    double expected = 10e6 + 0.8 * 10e6 / (2 * (1 - 0.8));
    Result result = run(backend("const:10ms", 1), "80/s");
    assertThat(result.latencies().mean()).isCloseTo(expected, within(0.05 * expected));
  }

  @Test
  void nobodyWaitsWhenNothingIsLeftToChance() {
    Result result = run(backend("const:10ms", 1), "99/s,constant");
    assertThat(result.latencies().max()).isEqualTo(10_000_000);
    assertThat(result.latencies().mean()).isEqualTo(10_000_000);
  }
}
