package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.config.BackendConfig;
import dev.sluice.balancer.config.FailureKind;
import dev.sluice.balancer.config.PoolConfig;
import dev.sluice.balancer.config.PoolPolicy;
import dev.sluice.balancer.config.QueueConfig;
import dev.sluice.balancer.config.RetryConfig;
import dev.sluice.balancer.config.StatusRange;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Retries and pools for tests. */
final class Policies {

  /** Every failure, and 503, at once. */
  static final RetryConfig RETRY =
      new RetryConfig(
          3,
          new RetryConfig.On(
              EnumSet.complementOf(EnumSet.of(FailureKind.SERVER_ERROR)),
              List.of(new StatusRange(503, 503)),
              false),
          Duration.ZERO,
          RetryConfig.Budget.DEFAULT,
          new RetryConfig.Backoff(Duration.ZERO, Duration.ZERO),
          Optional.empty());

  /** Nothing is tried again. */
  static final RetryConfig ONCE = attempts(RETRY, 1);

  private Policies() {}

  static RetryConfig attempts(RetryConfig retry, int attempts) {
    return new RetryConfig(
        attempts,
        retry.on(),
        retry.perTryTimeout(),
        retry.budget(),
        retry.backoff(),
        retry.hedge());
  }

  static RetryConfig perTry(RetryConfig retry, Duration timeout) {
    return new RetryConfig(
        retry.attempts(), retry.on(), timeout, retry.budget(), retry.backoff(), retry.hedge());
  }

  static RetryConfig backoff(RetryConfig retry, Duration bound) {
    return new RetryConfig(
        retry.attempts(),
        retry.on(),
        retry.perTryTimeout(),
        retry.budget(),
        new RetryConfig.Backoff(bound, bound),
        retry.hedge());
  }

  static RetryConfig replay(RetryConfig retry, int bytes) {
    Set<FailureKind> failures = retry.on().failures();
    return new RetryConfig(
        retry.attempts(),
        new RetryConfig.On(failures, retry.on().statuses(), retry.on().anyMethod(), bytes),
        retry.perTryTimeout(),
        retry.budget(),
        retry.backoff(),
        retry.hedge());
  }

  static RetryConfig hedge(RetryConfig retry, Duration minimumDelay) {
    return new RetryConfig(
        retry.attempts(),
        retry.on(),
        retry.perTryTimeout(),
        retry.budget(),
        retry.backoff(),
        Optional.of(new RetryConfig.Hedge(50, minimumDelay)));
  }

  /** One request at a time for each backend, and so many that may wait. */
  static UnaryOperator<PoolConfig> oneEach(int queue, Duration timeout) {
    return pool ->
        new PoolConfig(
            pool.name(),
            pool.algorithm(),
            pool.backends().stream()
                .map(b -> new BackendConfig(b.address(), b.weight(), 1, false))
                .toList(),
            with(pool.policy(), new QueueConfig(queue, timeout)));
  }

  private static PoolPolicy with(PoolPolicy policy, QueueConfig queue) {
    return new PoolPolicy(
        policy.panicThreshold(),
        policy.slowStart(),
        policy.health(),
        policy.outlier(),
        queue,
        policy.affinity());
  }
}
