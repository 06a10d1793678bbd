package dev.sluice.balancer.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ThrottleTest {

  private final AtomicLong now = new AtomicLong(-5);
  private final Throttle throttle = new Throttle(now::get);

  @Test
  void tellsTheFirstAtOnce() {
    assertThat(throttle.admit()).isEqualTo(1);
  }

  @Test
  void tellsNoneOfTheRestOfThatSecond() {
    throttle.admit();
    now.addAndGet(999_999_999);
    assertThat(throttle.admit()).isZero();
  }

  @Test
  void tellsTheNextAfterASecondAndHowManyItStandsFor() {
    throttle.admit();
    throttle.admit();
    throttle.admit();
    now.addAndGet(1_000_000_000);
    assertThat(throttle.admit()).isEqualTo(3);
  }
}
