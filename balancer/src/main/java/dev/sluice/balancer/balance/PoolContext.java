package dev.sluice.balancer.balance;

import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * What a pool needs from outside. Everything in it must be safe to use from any thread.
 *
 * @param random for picks and jitter; a lambda over {@code ThreadLocalRandom.current()} is a good
 *     one
 * @param control where a pool changes its members and states; need not be serial
 * @param probe how a backend is checked; never called for a pool without active checks
 * @param listener is told of every change
 */
public record PoolContext(
    Clock clock,
    Scheduler scheduler,
    RandomGenerator random,
    Executor control,
    Probe probe,
    PoolListener listener) {

  /** A context without active checks and without a listener. */
  public PoolContext(Clock clock, Scheduler scheduler, RandomGenerator random, Executor control) {
    this(
        clock,
        scheduler,
        random,
        control,
        (backend, timeout, done) -> done.accept(Probe.Result.passed()),
        new PoolListener() {});
  }
}
