package dev.sluice.load.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.load.carrier.Answer;
import dev.sluice.load.carrier.ErrorKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecorderTest {

  private static final long SECOND = 1_000_000_000L;

  @Test
  void mergesWorkersAndLeavesTheWarmUpOut() {
    Recorder one = new Recorder(SECOND);
    Recorder other = new Recorder(SECOND);
    one.answered(SECOND - 1, 2 * SECOND, new Answer(200, "a", 1, 1, ""));
    one.answered(SECOND, 2 * SECOND, new Answer(200, "a", 7, 3, ""));
    other.answered(SECOND, 3 * SECOND, new Answer(503, "b", 1, 1, ""));
    other.failed(SECOND, 2 * SECOND, ErrorKind.RESET, "gone");
    other.failed(0, 2 * SECOND, ErrorKind.RESET, "in the warm-up");

    Summary summary = Recorder.summary(Summaries.plan(Duration.ofSeconds(1)), List.of(one, other));

    assertThat(summary.seconds()).isEqualTo(2);
    assertThat(summary.counts().requests()).isEqualTo(3);
    assertThat(summary.counts().answered()).isEqualTo(2);
    assertThat(summary.rps()).isEqualTo(1);
    assertThat(summary.counts().errors())
        .containsOnly(java.util.Map.entry("http-5xx", 1L), java.util.Map.entry("reset", 1L));
    assertThat(summary.counts().causes()).containsEntry("reset", "gone");
    assertThat(summary.spread().byBackend()).containsEntry("a", 1L).containsEntry("b", 1L);
    assertThat(summary.spread().status()).containsEntry("200", 1L).containsEntry("503", 1L);
    assertThat(summary.counts().bytesIn()).isEqualTo(8);
    assertThat(summary.latency().max()).isCloseTo(2000, within(2.0));
    assertThat(summary.latency().min()).isCloseTo(1000, within(1.0));
  }

  @Test
  void saysWhenTheGeneratorWasLate() {
    assertThat(withLate(1).generatorLate()).isFalse();
    assertThat(withLate(2).generatorLate()).isTrue();
  }

  @Test
  void staysBoundedInLongRunsAndWithManyNames() {
    Recorder recorder = new Recorder(0);
    for (long i = 0; i < 5_000; i++) {
      recorder.answered(i * SECOND, i * SECOND + 1, new Answer(0, "b" + i, 0, 0, ""));
    }
    Summary summary = Recorder.summary(Summaries.plan(Duration.ZERO), List.of(recorder));
    assertThat(summary.series().points()).hasSizeLessThanOrEqualTo(Timeline.POINTS);
    assertThat(summary.series().secondsPerPoint()).isEqualTo(16);
    assertThat(summary.series().points().stream().mapToLong(Series.Point::answered).sum())
        .isEqualTo(5_000);
    assertThat(summary.spread().byBackend()).hasSize(Tally.NAMES + 1);
    assertThat(summary.spread().byBackend()).containsEntry(Tally.OTHER, 4_000L);
  }

  private static Summary withLate(long late) {
    Recorder recorder = new Recorder(0);
    for (int i = 0; i < 100; i++) {
      recorder.answered(0, 1, new Answer(200, "a", 0, 0, ""));
    }
    recorder.overslept(1, late);
    return Recorder.summary(Summaries.plan(Duration.ZERO), List.of(recorder));
  }
}
