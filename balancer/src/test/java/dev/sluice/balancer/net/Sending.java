package dev.sluice.balancer.net;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/** Sends bytes from a thread of its own, for as long as the other end is there. */
final class Sending {

  private static final int PIECE = 64 * 1024;

  /** Nothing moves any more, as far as a test can tell. */
  private static final long STILL_NANOS = 100_000_000;

  private final AtomicLong sent = new AtomicLong();
  private final Thread thread;

  /**
   * Starts.
   *
   * @param finish whether to say at last that nothing more comes
   */
  Sending(Wire wire, byte[] bytes, boolean finish) {
    this.thread =
        new Thread(
            () -> {
              try {
                for (int i = 0; i < bytes.length; i += PIECE) {
                  wire.send(Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + PIECE)));
                  sent.set(i + PIECE);
                }
                if (finish) {
                  wire.finish();
                }
              } catch (IOException broken) {
                // as the test wants it
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  /** Bytes that are on their way. */
  long sent() {
    return sent.get();
  }

  /** Waits until it gets rid of no more. */
  void awaitStill() {
    long[] seen = {-1, System.nanoTime()};
    Eventually.that(
        "the sender is held back",
        () -> {
          long now = System.nanoTime();
          if (sent.get() != seen[0]) {
            seen[0] = sent.get();
            seen[1] = now;
          }
          return sent.get() > 0 && now - seen[1] > STILL_NANOS;
        });
  }

  /** Waits until it has sent all, or failed. */
  void awaitOver() {
    Eventually.that("the sender is through", () -> !thread.isAlive());
  }
}
