package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.balance.Scheduler;
import dev.sluice.balancer.config.ServerConfig;
import dev.sluice.balancer.http.stream.Upstreams;
import dev.sluice.balancer.net.ConnectFailures;
import dev.sluice.balancer.net.Relays;
import dev.sluice.balancer.net.Wheel;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * What the exchanges of one server share on one event loop.
 *
 * @param random for what need not be secret, such as request ids
 */
public record ServerLoop(
    ServerConfig config,
    RandomGenerator random,
    Time time,
    Connections connections,
    Exchanges exchanges,
    ConnectFailures failures) {

  /**
   * The event loop's time.
   *
   * @param executor runs tasks on it, never before it returns
   * @param scheduler the same after a while; for what is due within milliseconds, which the wheel
   *     is too coarse for
   * @param wheel for all deadlines
   */
  public record Time(Executor executor, Scheduler scheduler, Wheel wheel) {}

  /**
   * What leads to backends.
   *
   * @param relays for what has left HTTP; idle after the server's {@code backend-idle}
   */
  public record Connections(Upstreams upstreams, Relays relays) {}

  /** The server's name. */
  String server() {
    return config.name();
  }

  Wheel wheel() {
    return time.wheel();
  }
}
