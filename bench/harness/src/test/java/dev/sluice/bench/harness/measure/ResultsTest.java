package dev.sluice.bench.harness.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.bench.harness.load.Load;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ResultsTest {

  private static final Measure COST = Measure.CPU_PER_REQUEST;
  private static final Measure RATE = Measure.CONNECTIONS_PER_CPU_SECOND;

  private final Results results = new Results();

  @Test
  void medianIsTheMiddle() {
    assertThat(Median.of(List.of(9.0, 1.0, 5.0))).isEqualTo(5);
    assertThat(Median.of(List.of(4.0, 1.0, 2.0, 9.0))).isEqualTo(3);
    assertThat(Median.of(List.of())).isNaN();
  }

  @Test
  void takesRatiosWithinARound() {
    // The machine was slow in the second round: the ratio isn't touched by it.
    add("ours", COST, 10, 40, 12);
    add("a", COST, 8, 32, 16);
    add("b", COST, 10, 20, 12);

    assertThat(results.ratios("ours", List.of("a"), COST)).containsExactly(1.25, 1.25, 0.75);
    assertThat(results.ratios("ours", List.of("a", "b"), COST)).containsExactly(1.25, 2.0, 1.0);
    assertThat(results.median("ours", COST)).isEqualTo(12);
  }

  @Test
  void theBestOfRatesIsTheHighest() {
    add("ours", RATE, 900);
    add("a", RATE, 1000);
    add("b", RATE, 300);

    assertThat(results.ratios("ours", List.of("a", "b"), RATE)).containsExactly(0.9);
  }

  @Test
  void leavesOutRoundsThatAreMissing() {
    add("ours", COST, 10, 20, 30);
    results.add("a", 2, sample(COST, 15));

    assertThat(results.ratios("ours", List.of("a", "absent"), COST)).containsExactly(2.0);
    assertThat(results.ratios("ours", List.of("absent"), COST)).isEmpty();
    assertThat(results.ratios("absent", List.of("a"), COST)).isEmpty();
    assertThat(results.contenders()).containsExactly("ours", "a");
  }

  @Test
  void derivesFiguresFromALoad() {
    Load load = new Load(1000, 4L << 20, 2, 1500, 9000, 0);

    Sample sample = Sample.of(load, 20_000, 2_000_000, 3 << 20);

    assertThat(sample.get(Measure.REQUEST_RATE)).isEqualTo(500);
    assertThat(sample.get(Measure.CPU_PER_REQUEST)).isEqualTo(20);
    assertThat(sample.get(Measure.CONNECTIONS_PER_CPU_SECOND)).isEqualTo(50_000);
    assertThat(sample.get(Measure.DATA_RATE)).isEqualTo(2);
    assertThat(sample.get(Measure.CPU_PER_MIB)).isEqualTo(5000);
    assertThat(sample.get(Measure.P50)).isEqualTo(1.5);
    assertThat(sample.get(Measure.P99)).isEqualTo(9);
    assertThat(sample.get(Measure.BUSY)).isEqualTo(1, within(1e-9));
    assertThat(sample.get(Measure.RSS)).isEqualTo(3);
    assertThat(sample.get(Measure.GROWTH_PER_PAIR)).isNaN();
  }

  @Test
  void derivesGrowthFromIdlePairs() {
    Sample sample = Sample.ofIdle(4000, 100 << 20, (100 << 20) + 4000 * 2048);

    assertThat(sample.get(Measure.GROWTH_PER_PAIR)).isEqualTo(2);
    assertThat(sample.get(Measure.RSS_BEFORE)).isEqualTo(100);
    assertThat(sample.get(Measure.REQUEST_RATE)).isNaN();
  }

  @Test
  void printsFiguresWithTheirPrecision() {
    assertThat(Measure.REQUEST_RATE.text(12_345.6)).isEqualTo("12,346");
    assertThat(Measure.CPU_PER_REQUEST.text(9.875)).isEqualTo("9.88");
    assertThat(Measure.P99.text(Double.NaN)).isEqualTo("–");
  }

  private void add(String name, Measure measure, double... values) {
    for (int round = 0; round < values.length; round++) {
      results.add(name, round, sample(measure, values[round]));
    }
  }

  private static Sample sample(Measure measure, double value) {
    return new Sample(Map.of(measure, value));
  }
}
