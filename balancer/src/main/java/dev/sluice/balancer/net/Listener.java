package dev.sluice.balancer.net;

import dev.sluice.balancer.config.Address;
import io.vertx.core.Future;
import java.time.Duration;

/** One event loop's share of a listening socket. Every call happens on that event loop. */
public interface Listener {

  /**
   * Starts to accept.
   *
   * @return the address, with the port also where the system chose it; fails when it can't be bound
   */
  Future<Address> start();

  /**
   * Stops accepting, lets what is under way end, and breaks off what is left after {@code grace}.
   *
   * @return how many connections were broken off
   */
  Future<Integer> stop(Duration grace);
}
