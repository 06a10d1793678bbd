package dev.sluice.balancer.balance;

/**
 * A backend whose state is another one now.
 *
 * @param pool its name
 * @param from may equal {@code to}, when only the side that is not shown changed: a draining
 *     backend that goes down stays draining
 */
public record StateChange(
    String pool,
    Backend backend,
    BackendState from,
    BackendState to,
    Transition cause,
    Reason reason) {

  /**
   * Why and when.
   *
   * @param why for people: {@code 5 failures in a row, last: reset}
   * @param atNanos of the pool's clock
   */
  public record Reason(String why, long atNanos) {}
}
