package dev.sluice.balancer.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When latency decides beside connections, and when connections alone. */
class ConnectionsUnlessSlowTest {

  private static final int MILLI = 1_000_000;

  private final VirtualTime time = new VirtualTime();
  private final Cost cost = new ConnectionsUnlessSlow();

  /** A backend with a weight, so many leases, and a latency measured now; 0 for none. */
  private Backend backend(int weight, int leases, long latencyNanos) {
    Backend backend = new TestPool().weights(weight).build().backends().get(0);
    for (int i = 0; i < leases; i++) {
      backend.tryAcquire();
    }
    if (latencyNanos > 0) {
      measure(backend, latencyNanos);
    }
    return backend;
  }

  private void measure(Backend backend, long latencyNanos) {
    backend.traffic().responded(latencyNanos, time.nanos());
  }

  /** The cheaper one must be so whichever is drawn first. */
  private void assertCheaper(Backend cheaper, Backend dearer) {
    assertThat(cost.less(cheaper, dearer, time.nanos())).isTrue();
    assertThat(cost.less(dearer, cheaper, time.nanos())).isFalse();
  }

  @Test
  void upToTwiceTheLatencyCountsAsAlike() {
    Backend busy = backend(1, 1, 10 * MILLI);
    assertCheaper(backend(1, 0, 20 * MILLI), busy);
    // the next value that an average can have
    assertCheaper(busy, backend(1, 0, 20 * MILLI + 2));
  }

  @Test
  void upToTheMarginCountsAsAlikeHoweverManyTimesTheLatencyItIs() {
    Backend busy = backend(1, 3, MILLI);
    assertCheaper(backend(1, 0, 6 * MILLI), busy);
    assertCheaper(busy, backend(1, 0, 6 * MILLI + 1));
  }

  @Test
  void aBackendOfUnknownLatencyCountsAsAlike() {
    Backend unknown = backend(1, 1, 0);
    assertCheaper(backend(1, 0, 1_000 * MILLI), unknown);
    assertCheaper(unknown, backend(1, 2, MILLI));
    assertCheaper(backend(1, 0, 0), unknown);
  }

  @Test
  void equalCostIsLessAtNeither() {
    assertThat(cost.less(backend(1, 1, MILLI), backend(1, 1, MILLI), time.nanos())).isFalse();
    assertThat(cost.less(backend(1, 3, 10 * MILLI), backend(1, 0, 40 * MILLI), time.nanos()))
        .isFalse();
  }

  @Test
  void aSlowBackendIsUsedOnceTheOtherIsBusyEnough() {
    Backend slow = backend(1, 0, 100 * MILLI);
    assertCheaper(backend(1, 8, 10 * MILLI), slow);
    assertCheaper(slow, backend(1, 10, 10 * MILLI));
  }

  @Test
  void weightsCountAmongThoseThatAreAlike() {
    assertCheaper(backend(3, 2, 10 * MILLI), backend(1, 1, 10 * MILLI));
    assertCheaper(backend(1, 0, 10 * MILLI), backend(3, 3, 10 * MILLI));
  }

  @Test
  void weightsCountBesideLatencyButDoNotMakeABackendSlow() {
    Backend light = backend(1, 0, 10 * MILLI);
    assertCheaper(light, backend(3, 0, 40 * MILLI));
    assertCheaper(backend(5, 0, 40 * MILLI), light);
    assertCheaper(backend(9, 0, 15 * MILLI), light);
    assertCheaper(light, backend(9, 9, 15 * MILLI));
  }

  // From 200 to 20 ms it takes ten seconds times ln 10, which is 23.03 s.
  @Test
  void aSlowBackendThatGetsNothingComesToLookLikeTheOthers() {
    Backend slow = backend(1, 0, 200 * MILLI);
    Backend fast = backend(1, 1, 10 * MILLI);
    time.advance(Duration.ofMillis(23_020));
    measure(fast, 10 * MILLI);
    assertCheaper(fast, slow);
    time.advance(Duration.ofMillis(10));
    measure(fast, 10 * MILLI);
    assertCheaper(slow, fast);
    measure(slow, 200 * MILLI);
    assertCheaper(fast, slow);
  }

  // What is between them shrinks from 30 ms to 5 ms in ten seconds times ln 6, which is 17.92 s.
  @Test
  void twoThatGetNothingComeToBeAlike() {
    Backend slow = backend(1, 0, 40 * MILLI);
    Backend fast = backend(1, 1, 10 * MILLI);
    time.advance(Duration.ofMillis(17_910));
    assertCheaper(fast, slow);
    time.advance(Duration.ofMillis(10));
    assertCheaper(slow, fast);
  }
}
