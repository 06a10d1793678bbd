package dev.sluice.balancer.balance;

import java.time.Duration;
import java.util.function.Consumer;

/** Checks a backend by talking to it. */
@FunctionalInterface
public interface Probe {

  /**
   * Starts a check. Must not block.
   *
   * @param timeout after which the result is no longer waited for; what was opened should be closed
   *     then
   * @param done takes the result, on any thread; only the first call counts
   */
  void check(Backend backend, Duration timeout, Consumer<Result> done);

  /**
   * What came of a check.
   *
   * @param why for people: {@code connection refused}, {@code status 503}
   */
  record Result(boolean healthy, String why) {

    /** A passed check. */
    public static Result passed() {
      return new Result(true, "check passed");
    }

    /** A failed check. */
    public static Result failed(String why) {
      return new Result(false, why);
    }
  }
}
