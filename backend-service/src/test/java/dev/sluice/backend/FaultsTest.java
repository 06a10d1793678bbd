package dev.sluice.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.backend.Settings.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FaultsTest {

  @Test
  void aSeedGivesTheSameFailuresAgain() throws Exception {
    Faults half = new Faults(Duration.ZERO, Duration.ZERO, 0.5, 11);
    List<Integer> first = statuses(half);
    assertThat(first).contains(200, 500).isEqualTo(statuses(half));
    assertThat(statuses(new Faults(Duration.ZERO, Duration.ZERO, 0.5, 12))).isNotEqualTo(first);
  }

  @Test
  void healthChecksNeverFailByChance() throws Exception {
    try (Running running = Running.with(new Faults(Duration.ZERO, Duration.ZERO, 1, 0))) {
      assertThat(running.get("/").statusCode()).isEqualTo(500);
      assertThat(running.get("/healthz").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void latencyKeepsTheBodyForLater() throws Exception {
    try (Running running =
        Running.with(new Faults(Duration.ofMillis(50), Duration.ofMillis(20), 0, 3))) {
      long begin = System.nanoTime();
      assertThat(running.post("/echo", "later").body()).isEqualTo("later");
      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .isGreaterThanOrEqualTo(Duration.ofMillis(30));
    }
  }

  @Test
  void theShareOfFailuresIsAsGiven() {
    FaultInjector injector = new FaultInjector(new Faults(Duration.ZERO, Duration.ZERO, 0.1, 5));
    long failed = IntStream.range(0, 100_000).filter(i -> injector.nextFails()).count();
    // Five standard deviations of the binomial distribution around its mean.
    assertThat(failed).isBetween(10_000L - 475, 10_000L + 475);
  }

  @Test
  void jitterStaysWithinItsBoundsAndAboveZero() {
    FaultInjector wide =
        new FaultInjector(new Faults(Duration.ofNanos(50), Duration.ofNanos(100), 0, 5));
    List<Long> delays = LongStream.generate(wide::nextDelayNanos).limit(10_000).boxed().toList();
    assertThat(delays).allMatch(delay -> delay >= 0 && delay <= 150).contains(0L);
    assertThat(delays).anyMatch(delay -> delay > 120);
    FaultInjector steady = new FaultInjector(new Faults(Duration.ofNanos(50), Duration.ZERO, 0, 5));
    assertThat(steady.nextDelayNanos()).isEqualTo(50);
  }

  private static List<Integer> statuses(Faults faults) throws Exception {
    try (Running running = Running.with(faults)) {
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        statuses.add(running.get("/").statusCode());
      }
      return statuses;
    }
  }
}
