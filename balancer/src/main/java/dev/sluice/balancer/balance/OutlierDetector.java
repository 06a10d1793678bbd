package dev.sluice.balancer.balance;

import dev.sluice.balancer.config.FailureKind;
import dev.sluice.balancer.config.OutlierConfig;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * Counts failures in a row on the data path and says when there are too many. Whether that leads to
 * an ejection is decided by {@link Ejections}.
 */
final class OutlierDetector {

  private final BiConsumer<Backend, String> verdicts;
  private volatile OutlierConfig config = OutlierConfig.DEFAULT;

  /**
   * @param verdicts takes a backend and why it should be ejected
   */
  OutlierDetector(BiConsumer<Backend, String> verdicts) {
    this.verdicts = verdicts;
  }

  void configure(OutlierConfig next) {
    config = next;
  }

  void observe(Backend backend, Outcome outcome) {
    AtomicInteger inRow = backend.traffic().failuresInRow();
    if (outcome == Outcome.SUCCESS) {
      // Read first: the usual case then leaves the cache line shared.
      if (inRow.get() != 0) {
        inRow.set(0);
      }
      return;
    }
    Optional<FailureKind> failure = outcome.failure();
    OutlierConfig now = config;
    if (failure.isEmpty() || !now.counted().contains(failure.get())) {
      return;
    }
    int count = inRow.incrementAndGet();
    // Again with each multiple: the first verdict may have come to nothing under the cap.
    if (now.consecutiveFailures() > 0 && count % now.consecutiveFailures() == 0) {
      verdicts.accept(backend, count + " failures in a row, last: " + failure.get().id());
    }
  }
}
