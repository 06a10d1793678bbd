package dev.sluice.load.arrival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.load.plan.Durations;
import dev.sluice.load.plan.Pace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class OpenArrivalsTest {

  private static final long FOREVER = Long.MAX_VALUE - 1;

  @Test
  void isDueAtItsTimeAndNotBefore() {
    OpenArrivals arrivals = new OpenArrivals(pace(3, "0s", 1000), 0, 1);
    assertThat(arrivals.take(0)).isZero();
    assertThat(arrivals.take(999_999)).isEqualTo(Arrivals.NOT_YET);
    assertThat(arrivals.nextDue(999_999)).isEqualTo(1_000_000);
    assertThat(arrivals.take(1_000_000)).isEqualTo(1_000_000);
  }

  @Test
  void keepsTheDueTimesOfLateRequests() {
    OpenArrivals arrivals = new OpenArrivals(pace(3, "0s", 1000), 0, 1);
    assertThat(drain(arrivals, 60_000_000_000L)).containsExactly(0L, 1_000_000L, 2_000_000L);
    assertThat(arrivals.nextDue(0)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void countsOnlyWhatItOverslept() {
    OpenArrivals arrivals = new OpenArrivals(pace(1000, "0s", 1000), 0, 1);
    assertThat(arrivals.overslept(5_000_000, 10_000_000)).isZero();
    assertThat(arrivals.overslept(30_000_000, 10_000_000)).isEqualTo(14);
    assertThat(arrivals.overslept(30_000_000, 10_000_000)).isZero();
    assertThat(arrivals.overslept(39_000_000, 10_000_000)).isZero();
  }

  @Test
  void doesNotCountTheWarmUpTowardsTheRequests() {
    Pace pace = new Pace(5, Duration.ZERO, Duration.ofMillis(10), 1000, 1);
    assertThat(drain(new OpenArrivals(pace, 0, 1), FOREVER)).hasSize(15);
  }

  @Test
  void endsWithTheDuration() {
    Pace pace = new Pace(Long.MAX_VALUE, Duration.ofMillis(10), Duration.ofMillis(5), 1000, 1);
    assertThat(drain(new OpenArrivals(pace, 0, 1), FOREVER)).hasSize(15).endsWith(14_000_000L);
  }

  @Property(tries = 100)
  void workersTogetherSendEachRequestOnceOnTime(
      @ForAll @IntRange(min = 1, max = 500) int requests,
      @ForAll @IntRange(min = 1, max = 8) int workers,
      @ForAll @DoubleRange(min = 0.1, max = 1_000_000) double rate) {
    List<Long> all = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      List<Long> own = drain(new OpenArrivals(pace(requests, "0s", rate), i, workers), FOREVER);
      assertThat(own).isSorted();
      all.addAll(own);
    }
    assertThat(all).hasSize(requests);
    for (int i = 0; i < requests; i++) {
      assertThat(all).contains((long) (i * (1e9 / rate)));
    }
  }

  private static List<Long> drain(Arrivals arrivals, long now) {
    List<Long> due = new ArrayList<>();
    for (long at = arrivals.take(now); at != Arrivals.DONE; at = arrivals.take(now)) {
      due.add(at);
    }
    return due;
  }

  private static Pace pace(long requests, String warmup, double rate) {
    return new Pace(requests, Duration.ZERO, Durations.parse(warmup), rate, 1);
  }
}
