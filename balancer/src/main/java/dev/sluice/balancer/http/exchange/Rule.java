package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.balance.Mirror;
import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.balance.Split;
import dev.sluice.balancer.http.filter.FieldChanges;
import java.util.Optional;

/**
 * A forward rule that leads to pools. Safe to use from any thread.
 *
 * @param services one, or several that share the requests by weight
 * @param replayLimit bytes of a request's body that are kept for another try
 */
public record Rule(
    String name, Split<Service> services, Optional<Copies> copies, long replayLimit) {

  /**
   * Requests that are also sent elsewhere.
   *
   * @param pool where the copies go
   * @param mirror which requests are copied
   * @param requestHeaders what the pool changes in them, if anything
   */
  public record Copies(Pool pool, Mirror mirror, Optional<FieldChanges> requestHeaders) {

    /** With what the pool's configuration says. */
    public Copies(Pool pool, Mirror mirror) {
      this(pool, mirror, FieldChanges.of(pool.config().requestHeaders()));
    }
  }
}
