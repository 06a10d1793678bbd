package dev.sluice.balancer.balance.retry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.balance.VirtualTime;
import dev.sluice.balancer.balance.retry.Decision.GiveUp;
import dev.sluice.balancer.balance.retry.Failure.Progress;
import dev.sluice.balancer.config.FailureKind;
import dev.sluice.balancer.config.RetryConfig;
import dev.sluice.balancer.config.StatusRange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryTest {

  private static final RetryConfig.Budget PLENTY =
      new RetryConfig.Budget(1, 1_000_000, Duration.ofSeconds(10));

  private final VirtualTime time = new VirtualTime();

  private static RetryConfig config(int attempts, boolean anyMethod, String... on) {
    Set<FailureKind> kinds = new java.util.HashSet<>();
    List<StatusRange> statuses = new java.util.ArrayList<>();
    for (String word : on) {
      FailureKind.parse(word)
          .ifPresentOrElse(kinds::add, () -> statuses.add(StatusRange.parse(word).orElseThrow()));
    }
    return new RetryConfig(
        attempts,
        new RetryConfig.On(kinds, statuses, anyMethod),
        Duration.ofSeconds(2),
        PLENTY,
        RetryConfig.Backoff.DEFAULT,
        Optional.empty());
  }

  private RetryPolicy policy(RetryConfig config) {
    return new RetryPolicy(config, new RetryBudget(config.budget(), time), new SplittableRandom(5));
  }

  private Decision decide(RetryConfig config, Failure failure, int tries) {
    return policy(config).decide(failure, tries, Deadline.NONE, time.nanos());
  }

  private static Failure failure(FailureKind kind, boolean idempotent, Progress progress) {
    return Failure.of(kind, idempotent, progress);
  }

  @ParameterizedTest
  @EnumSource(FailureKind.class)
  void onlyWhatTheRulesNameIsTriedAgain(FailureKind kind) {
    Failure failure = failure(kind, true, Progress.SENT_REPLAYABLE);
    assertThat(decide(config(2, false, kind.id()), failure, 1)).isInstanceOf(Decision.Retry.class);
    assertThat(decide(config(2, false, "404"), failure, 1)).isEqualTo(GiveUp.NOT_A_REASON);
  }

  @Test
  void statusesByNumberRangeAndClass() {
    for (String rule : List.of("503", "500-504", "5xx")) {
      RetryConfig config = config(2, false, rule);
      Failure failure = Failure.of(503, true, Progress.SENT_REPLAYABLE);
      assertThat(decide(config, failure, 1)).isInstanceOf(Decision.Retry.class);
      Failure other = Failure.of(404, true, Progress.SENT_REPLAYABLE);
      assertThat(decide(config, other, 1)).isEqualTo(GiveUp.NOT_A_REASON);
    }
  }

  @Test
  void attemptsCountTheFirstTry() {
    Failure failure = failure(FailureKind.RESET, true, Progress.SENT_REPLAYABLE);
    RetryConfig config = config(3, false, "reset");
    assertThat(decide(config, failure, 2)).isInstanceOf(Decision.Retry.class);
    assertThat(decide(config, failure, 3)).isEqualTo(GiveUp.ATTEMPTS_USED_UP);
  }

  @Test
  void whatMayHaveBeenDoneIsNotDoneTwice() {
    RetryConfig config = config(2, false, "reset", "connect-failure");
    Failure sent = failure(FailureKind.RESET, false, Progress.SENT_REPLAYABLE);
    assertThat(decide(config, sent, 1)).isEqualTo(GiveUp.NOT_IDEMPOTENT);
    assertThat(decide(config(2, true, "reset"), sent, 1)).isInstanceOf(Decision.Retry.class);
    Failure notSent = failure(FailureKind.CONNECT_FAILURE, false, Progress.NOTHING_SENT);
    assertThat(decide(config, notSent, 1)).isEqualTo(new Decision.Retry(0));
  }

  @Test
  void aConsumedBodyOrABegunAnswerIsNeverRepeated() {
    RetryConfig config = config(5, true, "reset");
    assertThat(decide(config, failure(FailureKind.RESET, true, Progress.BODY_CONSUMED), 1))
        .isEqualTo(GiveUp.BODY_CONSUMED);
    assertThat(decide(config, failure(FailureKind.RESET, true, Progress.RESPONSE_BEGUN), 1))
        .isEqualTo(GiveUp.RESPONSE_BEGUN);
  }

  @Test
  void waitingTimesGrowUpToTheirBound() {
    RetryConfig config = config(100, false, "reset");
    RetryPolicy policy = policy(config);
    Failure failure = failure(FailureKind.RESET, true, Progress.SENT_REPLAYABLE);
    long[] bounds = {25, 50, 100, 200, 250, 250};
    for (int tries = 1; tries <= bounds.length; tries++) {
      long most = 0;
      for (int i = 0; i < 200; i++) {
        Decision.Retry retry =
            (Decision.Retry) policy.decide(failure, tries, Deadline.NONE, time.nanos());
        most = Math.max(most, retry.delayNanos());
      }
      long bound = Duration.ofMillis(bounds[tries - 1]).toNanos();
      assertThat(most).isBetween(bound * 9 / 10, bound);
    }
    Backoff long1 = new Backoff(config.backoff(), new SplittableRandom(1));
    assertThat(long1.delay(10_000)).isBetween(0L, 250_000_000L);
  }

  @Test
  void noRetryThatWouldStartAfterTheDeadline() {
    RetryConfig config = config(2, false, "connect-failure");
    Failure failure = failure(FailureKind.CONNECT_FAILURE, true, Progress.NOTHING_SENT);
    long now = time.nanos();
    Deadline soon = Deadline.after(now, Duration.ofNanos(1));
    assertThat(policy(config).decide(failure, 1, soon, now)).isEqualTo(new Decision.Retry(0));
    assertThat(policy(config).decide(failure, 1, soon, now + 1)).isEqualTo(GiveUp.DEADLINE);
  }

  @Test
  void deadlines() {
    Deadline one = Deadline.after(Long.MAX_VALUE - 5, Duration.ofNanos(10));
    Deadline two = Deadline.after(Long.MAX_VALUE - 5, Duration.ofNanos(20));
    assertThat(one.earlier(two)).isSameAs(one);
    assertThat(two.earlier(one)).isSameAs(one);
    assertThat(Deadline.NONE.earlier(one)).isSameAs(one);
    assertThat(one.earlier(Deadline.NONE)).isSameAs(one);
    assertThat(one.remaining(Long.MAX_VALUE)).isEqualTo(5);
    assertThat(one.passed(Long.MIN_VALUE + 3)).isFalse();
    assertThat(one.passed(Long.MIN_VALUE + 4)).isTrue();
    assertThat(one.remaining(Long.MIN_VALUE + 100)).isZero();
    assertThat(Deadline.NONE.passed(Long.MAX_VALUE)).isFalse();
    assertThat(Deadline.NONE.remaining(0)).isEqualTo(Long.MAX_VALUE);
    assertThat(Deadline.after(7, Duration.ZERO)).isSameAs(Deadline.NONE);
    RetryPolicy policy = policy(config(2, false));
    assertThat(policy.perTry(Deadline.after(0, Duration.ofSeconds(1)), 0).atNanos())
        .isEqualTo(1_000_000_000L);
    assertThat(policy.perTry(Deadline.NONE, 0).atNanos()).isEqualTo(2_000_000_000L);
  }

  // --- budget

  @Test
  void aBudgetIsAShareOfRecentRequests() {
    RetryBudget budget =
        new RetryBudget(new RetryConfig.Budget(0.2, 3, Duration.ofSeconds(10)), time);
    IntStream.range(0, 100).forEach(i -> budget.request());
    assertThat(IntStream.range(0, 100).filter(i -> budget.tryRetry()).count()).isEqualTo(20);
    time.advance(Duration.ofSeconds(8));
    assertThat(budget.tryRetry()).isFalse();
    time.advance(Duration.ofSeconds(2));
    // only the floor is left, now that the requests are too long ago
    assertThat(IntStream.range(0, 100).filter(i -> budget.tryRetry()).count()).isEqualTo(3);
    time.advance(Duration.ofSeconds(10));
    assertThat(budget.tryRetry()).isTrue();
  }

  @Test
  void anExhaustedBudgetStopsRetries() {
    RetryConfig none =
        new RetryConfig(
            2,
            new RetryConfig.On(Set.of(FailureKind.RESET), List.of(), false),
            Duration.ZERO,
            new RetryConfig.Budget(0, 1, Duration.ofSeconds(10)),
            RetryConfig.Backoff.DEFAULT,
            Optional.empty());
    RetryPolicy policy = policy(none);
    Failure failure = failure(FailureKind.RESET, true, Progress.SENT_REPLAYABLE);
    assertThat(policy.decide(failure, 1, Deadline.NONE, 0)).isInstanceOf(Decision.Retry.class);
    assertThat(policy.decide(failure, 1, Deadline.NONE, 0)).isEqualTo(GiveUp.BUDGET_EXHAUSTED);
    assertThat(GiveUp.BUDGET_EXHAUSTED.word()).isEqualTo("budget-exhausted");
  }

  @Test
  void aBudgetIsNeverOverspentByManyThreads() throws Exception {
    RetryBudget budget =
        new RetryBudget(new RetryConfig.Budget(0.1, 0, Duration.ofSeconds(10)), () -> 0);
    AtomicInteger granted = new AtomicInteger();
    List<Thread> threads =
        IntStream.range(0, 4)
            .mapToObj(
                t ->
                    new Thread(
                        () -> {
                          for (int i = 0; i < 5_000; i++) {
                            budget.request();
                            if (budget.tryRetry()) {
                              granted.incrementAndGet();
                            }
                          }
                        }))
            .toList();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(granted.get()).isBetween(1_500, 2_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"})
  void idempotentMethods(String method) {
    assertThat(RetryPolicy.isIdempotent(method)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PATCH", "CONNECT", "get"})
  void otherMethods(String method) {
    assertThat(RetryPolicy.isIdempotent(method)).isFalse();
  }

  // --- hedging

  @Test
  void percentilesAreAtMostAnEighthTooHigh() {
    LatencyWindow window = new LatencyWindow(time);
    assertThat(window.percentile(50)).isEmpty();
    for (int i = 1; i <= 1_000; i++) {
      window.record(i * 1_000_000L);
    }
    for (int percentile : new int[] {1, 50, 90, 99, 100}) {
      long exact = percentile * 10_000_000L;
      assertThat(window.percentile(percentile).orElseThrow()).isBetween(exact, exact * 9 / 8);
    }
    window.record(0);
    window.record(Long.MAX_VALUE);
    assertThat(window.percentile(100)).hasValue(Long.MAX_VALUE);
  }

  @Test
  void oldLatenciesAreForgotten() {
    LatencyWindow window = new LatencyWindow(time);
    for (int i = 0; i < 100; i++) {
      window.record(1_000_000);
    }
    time.advance(LatencyWindow.TURN_NANOS * 2 - 1);
    assertThat(window.percentile(50)).isPresent();
    time.advance(LatencyWindow.TURN_NANOS);
    assertThat(window.percentile(50)).isEmpty();
  }

  @Test
  void hedgesAfterThePercentileAndWithinTheBudget() {
    LatencyWindow window = new LatencyWindow(time);
    RetryBudget budget =
        new RetryBudget(new RetryConfig.Budget(0, 1, Duration.ofSeconds(10)), time);
    Hedging hedging = new Hedging(new RetryConfig.Hedge(95, Duration.ofMillis(5)), window, budget);
    assertThat(hedging.delay("GET", false)).isEmpty();
    for (int i = 1; i <= 100; i++) {
      window.record(i * 1_000_000L);
    }
    assertThat(hedging.delay("GET", false).orElseThrow()).isBetween(95_000_000L, 107_000_000L);
    assertThat(hedging.delay("HEAD", false)).isPresent();
    assertThat(hedging.delay("POST", false)).isEmpty();
    assertThat(hedging.delay("GET", true)).isEmpty();
    assertThat(hedging.trySend()).isTrue();
    assertThat(hedging.trySend()).isFalse();
    for (int i = 0; i < 10_000; i++) {
      window.record(1_000);
    }
    assertThat(hedging.delay("GET", false)).hasValue(5_000_000L);
  }
}
