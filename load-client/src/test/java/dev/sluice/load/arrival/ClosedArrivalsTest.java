package dev.sluice.load.arrival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.load.plan.Pace;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClosedArrivalsTest {

  @Test
  void isDueWhenAskedUntilTheSharedRequestsAreTaken() {
    AtomicLong shared = new AtomicLong(2);
    Pace pace = new Pace(2, Duration.ZERO, Duration.ZERO, 0, 1);
    ClosedArrivals one = new ClosedArrivals(pace, shared);
    ClosedArrivals other = new ClosedArrivals(pace, shared);
    assertThat(one.take(5)).isEqualTo(5);
    assertThat(other.take(6)).isEqualTo(6);
    assertThat(one.nextDue(7)).isEqualTo(7);
    assertThat(one.take(7)).isEqualTo(Arrivals.DONE);
    assertThat(one.nextDue(7)).isEqualTo(Long.MAX_VALUE);
    assertThat(other.take(8)).isEqualTo(Arrivals.DONE);
    assertThat(shared).hasValue(0);
  }

  @Test
  void endsWithTheDurationAfterAFreeWarmUp() {
    Pace pace = new Pace(1, Duration.ofNanos(10), Duration.ofNanos(10), 0, 1);
    ClosedArrivals arrivals = new ClosedArrivals(pace, new AtomicLong(1));
    assertThat(arrivals.take(0)).isZero();
    assertThat(arrivals.take(9)).isEqualTo(9);
    assertThat(arrivals.take(19)).isEqualTo(19);
    assertThat(arrivals.take(19)).isEqualTo(Arrivals.DONE);
    ClosedArrivals late = new ClosedArrivals(pace, new AtomicLong(1));
    assertThat(late.take(20)).isEqualTo(Arrivals.DONE);
  }
}
