package dev.sluice.e2e;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Holds scripts up until the test lets them go on. */
final class Gate {

  private final CountDownLatch latch = new CountDownLatch(1);

  void open() {
    latch.countDown();
  }

  void await() throws InterruptedException {
    if (!latch.await(2, TimeUnit.MINUTES)) {
      throw new AssertionError("nobody opened the gate");
    }
  }
}
