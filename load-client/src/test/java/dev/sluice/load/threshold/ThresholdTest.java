package dev.sluice.load.threshold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.load.stats.Summaries;
import dev.sluice.load.stats.Summary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThresholdTest {

  /** 100 answers of 1 to 100 ms and 25 resets, in 0.1 s. */
  private final Summary summary = Summaries.of(100, 25, "a");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "p99>50ms", "p50 > 49ms", "p99.99>=99ms", "max>0.09s", "mean<51ms", "min<=2000us",
        "errors>24", "errors>=25", "errors>19.9%", "errors<21%", "rps>900", "rps<1100"
      })
  void isCrossed(String text) {
    assertThat(Threshold.parse(text).crossedBy(summary))
        .get()
        .asString()
        .startsWith(text + ": was");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"p99>150ms", "p50<49ms", "max>=1m", "errors>25", "errors>20.1%", "rps<900"})
  void isKept(String text) {
    assertThat(Threshold.parse(text).crossedBy(summary)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "p99",
        "p99>50",
        "p99>50%",
        "p100>1ms",
        "p>1ms",
        "p99=50ms",
        "errors>5ms",
        "rps<5%",
        "speed>1",
        "p99>-1ms",
        "p99>50ms extra",
        "P99>1ms"
      })
  void isRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Threshold.parse(text))
        .withMessageContaining("is not a threshold");
  }

  @org.junit.jupiter.api.Test
  void isCrossedWhenThereIsNoLatencyToCompare() {
    assertThat(Threshold.parse("p99>50ms").crossedBy(Summaries.of(0, 3, "a")))
        .get()
        .asString()
        .contains("no request was answered");
  }

  @Property(tries = 200)
  void comparesAsTheOperatorSays(
      @ForAll @IntRange(min = 0, max = 50) int errors,
      @ForAll @IntRange(min = 0, max = 50) int limit) {
    Summary run = Summaries.of(1, errors, "a");
    assertThat(Threshold.parse("errors>" + limit).crossedBy(run).isPresent())
        .isEqualTo(errors > limit);
    assertThat(Threshold.parse("errors>=" + limit).crossedBy(run).isPresent())
        .isEqualTo(errors >= limit);
    assertThat(Threshold.parse("errors<" + limit).crossedBy(run).isPresent())
        .isEqualTo(errors < limit);
    assertThat(Threshold.parse("errors<=" + limit).crossedBy(run).isPresent())
        .isEqualTo(errors <= limit);
  }
}
